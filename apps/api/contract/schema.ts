import { WORKER_ID } from '@hub/sharing';

/** A value as JSON schema describes it: published in the OpenAPI document, and checked on the way in by the same words. */
export interface Scalar {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'uuid' | 'date' | 'date-time';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly example?: string | number | boolean;
}

/** An object of its own class, whose fields are described there. */
export interface Part {
  readonly part: () => new () => object;
  /** Holds exactly one of its fields. */
  readonly exactlyOne?: boolean;
}

export interface List {
  readonly items: Scalar | Part | Free;
  readonly minItems: number;
  readonly maxItems: number;
}

/** An object whose fields depend on what it is of. In answers alone. */
export interface Free {
  readonly free: true;
}

export type Schema = Scalar | Part | List | Free;

export const id: Scalar = {
  type: 'string',
  format: 'uuid',
  minLength: 36,
  maxLength: 36,
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  example: '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11',
};

/** UTC with milliseconds, so that instants compare as text. */
export const instant: Scalar = {
  type: 'string',
  format: 'date-time',
  minLength: 24,
  maxLength: 24,
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  example: '2026-06-30T09:12:00.000Z',
};

export const date: Scalar = {
  type: 'string',
  format: 'date',
  minLength: 10,
  maxLength: 10,
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  example: '2015-03-09',
};

/** Words of a person: at least one of them is not a blank. */
export const text = (maxLength: number, example = 'Some words'): Scalar => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: '\\S',
  example,
});

/** A short name for something that others refer to: an agency, a role, a worker, a gateway. */
export const code = (example: string, maxLength = 64): Scalar => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._:@/-]*$',
  example,
});

/** Derived from the two people of a match. */
export const matchId: Scalar = { ...code('4m0-Yc1_xT', 64), pattern: '^[A-Za-z0-9_-]+$' };

/** Whoever is behind a token: its `sub`. */
export const worker: Scalar = {
  type: 'string',
  minLength: 1,
  ...WORKER_ID,
  example: 'j.okoro',
};

/** An agency's short code. */
export const agency: Scalar = { ...code('northbridge-school', 60), pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' };

/** One of a code system's codes. */
export const oneOf = (...codes: readonly [string, ...string[]]): Scalar => ({
  type: 'string',
  maxLength: Math.max(...codes.map((each) => each.length)),
  enum: codes,
  example: codes[0],
});

export const keyOf = (system: Readonly<Record<string, unknown>>): Scalar =>
  oneOf(...(Object.keys(system) as [string, ...string[]]));

export const whole = (minimum: number, maximum: number): Scalar => ({
  type: 'integer',
  minimum,
  maximum,
  example: minimum,
});

export const yesOrNo: Scalar = { type: 'boolean', example: false };

export const part = (of: () => new () => object, options: { readonly exactlyOne?: boolean } = {}): Part => ({
  part: of,
  ...options,
});

/** Between so many and so many of the same. */
export const list = (items: List['items'], { min = 0, max = 50 } = {}): List => ({
  items,
  minItems: min,
  maxItems: max,
});

export const free: Free = { free: true };

export const isPart = (schema: Schema): schema is Part => 'part' in schema;
export const isFree = (schema: Schema): schema is Free => 'free' in schema;
export const isList = (schema: Schema): schema is List => 'items' in schema;
