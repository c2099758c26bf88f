export interface Settings {
  /** Where to listen; missing: wherever is free. */
  readonly port?: number;
  /** Keeps every change in this file before it is answered, so that a kill loses nothing; missing: in memory alone. */
  readonly file?: string;
  /** Answers by TLS, with this key and certificate; missing: in clear. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Whom it lets in, by their passwords; missing: everybody. */
  readonly users?: Readonly<Record<string, string>>;
  /** How many events a live subscription may be behind before it is dropped as too slow: 400 unless said otherwise. */
  readonly liveBuffer?: number;
}
