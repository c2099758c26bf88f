/** The part of JSON Schema (2020-12) that the mapping's schema is written in. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: false;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Where something is not as the schema says, as a JSON pointer, and what is wrong there. */
export interface SchemaFault {
  readonly pointer: string;
  readonly detail: string;
}

interface Place {
  readonly root: JsonSchema;
  readonly pointer: string;
}

const fault = ({ pointer }: Place, detail: string): readonly SchemaFault[] => [{ pointer, detail }];

const below = (place: Place, key: string | number): Place => ({
  ...place,
  pointer: `${place.pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const within = (size: number, least: number, most: number): boolean => size >= least && size <= most;

const objectFaults = (value: unknown, schema: JsonSchema, place: Place): readonly SchemaFault[] => {
  if (!isObject(value)) return fault(place, 'is not an object');
  const { properties = {}, required = [] } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.flatMap((name) => fault(below(place, name), 'is missing')),
    ...Object.entries(value).flatMap(([name, member]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return known ? faultsAt(member, known, below(place, name)) : fault(below(place, name), 'is not known here');
    }),
  ];
};

const arrayFaults = (value: unknown, schema: JsonSchema, place: Place): readonly SchemaFault[] => {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema;
  if (!Array.isArray(value)) return fault(place, 'is not a list');
  if (!within(value.length, minItems, maxItems)) return fault(place, `has to have ${minItems} to ${maxItems} members`);
  return value.flatMap((member: unknown, index) => faultsAt(member, items, below(place, index)));
};

const detailOf = (value: string, schema: JsonSchema): string | undefined => {
  const { minLength = 0, maxLength = Infinity, pattern = '' } = schema;
  if (schema.enum && !schema.enum.includes(value))
    return `is none of ${schema.enum.map((each) => JSON.stringify(each)).join(', ')}`;
  if (!within(Array.from(value).length, minLength, maxLength))
    return `has to have ${minLength} to ${maxLength} characters`;
  return new RegExp(pattern, 'u').test(value) ? undefined : `does not look like ${pattern}`;
};

const stringFaults = (value: unknown, schema: JsonSchema, place: Place): readonly SchemaFault[] => {
  const detail = typeof value === 'string' ? detailOf(value, schema) : 'is not a text';
  return detail === undefined ? [] : fault(place, detail);
};

const oneOfFaults = (value: unknown, schemas: readonly JsonSchema[], place: Place): readonly SchemaFault[] => {
  const fitting = schemas.filter((schema) => faultsAt(value, schema, place).length === 0);
  const choices = schemas.map(({ required = [] }) => required.map((name) => `\`${name}\``).join(' and '));
  return fitting.length === 1 ? [] : fault(place, `has to have exactly one of ${choices.join(', ')}`);
};

const referred = ({ root, pointer }: Place, ref: string): JsonSchema => {
  const schema = root.$defs?.[ref.replace('#/$defs/', '')];
  if (!schema) throw new Error(`the schema has no ${ref}, which ${pointer} refers to`);
  return schema;
};

const byType = { object: objectFaults, array: arrayFaults, string: stringFaults };

const faultsAt = (value: unknown, schema: JsonSchema, place: Place): readonly SchemaFault[] => {
  if (schema.$ref !== undefined) return faultsAt(value, referred(place, schema.$ref), place);
  if (schema.oneOf) return oneOfFaults(value, schema.oneOf, place);
  return schema.type ? byType[schema.type](value, schema, place) : [];
};

/** Everything in which a value is not as the schema says. An object has no members but those the schema names. */
export const faultsBySchema = (value: unknown, schema: JsonSchema): readonly SchemaFault[] =>
  faultsAt(value, schema, { root: schema, pointer: '' });
