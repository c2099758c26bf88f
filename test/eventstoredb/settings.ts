export interface Settings {
  /** Where to listen; missing: wherever is free. */
  readonly port?: number;
  /** Keeps every change in this file before it is answered, so that a kill loses nothing; missing: in memory alone. */
  readonly file?: string;
  /** How many events a live subscription may be behind before it is dropped as too slow: 400 unless said otherwise. */
  readonly liveBuffer?: number;
}
