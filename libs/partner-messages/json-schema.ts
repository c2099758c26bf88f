/** A JSON Schema (2020-12), as the data that it is. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'string' | 'integer' | 'array' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly const?: string | number | boolean;
  readonly pattern?: string;
  readonly format?: 'date-time' | 'uri-reference';
  readonly minimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly examples?: readonly unknown[];
}

export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

export const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  description,
  minLength: 1,
  ...more,
});

/** The format lets any offset through, the pattern UTC alone. */
export const instant = (description: string): JsonSchema => ({
  type: 'string',
  description,
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  examples: ['2026-06-30T09:12:00.000Z'],
});

export const count = (description: string, minimum: number, example: number): JsonSchema => ({
  type: 'integer',
  description,
  minimum,
  examples: [example],
});
