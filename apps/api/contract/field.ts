import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { conforms } from './conforms.js';
import { isFree, isList, isPart, type Free, type Part, type Scalar, type Schema } from './schema.js';

type FieldDecorator = (target: object, name: string) => void;

/** A field that may be left out; `null` is not left out. */
export const optional = (schema: Schema) => ({ schema, optional: true as const });

const fields = new WeakMap<object, Map<string, Schema>>();

/** The fields of a class, those that it inherits included. */
export const fieldsOf = (type: { readonly prototype: object }): ReadonlyMap<string, Schema> => {
  const parent = Object.getPrototypeOf(type.prototype) as object | null;
  const inherited = parent === null || parent === Object.prototype ? [] : fieldsOf(parent.constructor);
  return new Map([...inherited, ...(fields.get(type.prototype) ?? [])]);
};

const remember =
  (schema: Schema): FieldDecorator =>
  (target, name) => {
    const known = fields.get(target) ?? new Map<string, Schema>();
    fields.set(target, known.set(name, schema));
  };

const partOf = (schema: Schema): Part | undefined => {
  if (isList(schema)) return isPart(schema.items) ? schema.items : undefined;
  return isPart(schema) ? schema : undefined;
};

const one = (schema: Scalar | Free): object => {
  if (isFree(schema)) return { type: 'object', additionalProperties: true };
  const { enum: codes, ...rest } = schema;
  return codes ? { ...rest, enum: [...codes] } : rest;
};

const limitsOf = ({ exactlyOne }: Part) => (exactlyOne ? { minProperties: 1, maxProperties: 1 } : {});

const published = (schema: Schema): object => {
  if (isPart(schema)) return { type: () => schema.part(), ...limitsOf(schema) };
  if (!isList(schema)) return one(schema);
  const { items, minItems, maxItems } = schema;
  return isPart(items)
    ? { type: () => items.part(), isArray: true, minItems, maxItems }
    : { type: 'array', items: one(items), minItems, maxItems };
};

const nested = (part: Part | undefined, isArray: boolean): PropertyDecorator[] =>
  part ? [ValidateNested(isArray ? { each: true } : {}), Type(part.part)] : [];

/** One field of a body, a query or an answer: what it has to be and what it means, said once for the check and the document. */
export const Field = (described: Schema | ReturnType<typeof optional>, description: string): FieldDecorator => {
  const isOptional = 'optional' in described;
  const schema = isOptional ? described.schema : described;
  const options = { description, required: !isOptional, ...published(schema) } as ApiPropertyOptions;
  return applyDecorators(
    remember(schema) as PropertyDecorator,
    ApiProperty(options),
    ...(isOptional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ValidateBy({
      name: 'schema',
      validator: { validate: (value) => conforms(schema, value), defaultMessage: () => description },
    }),
    ...nested(partOf(schema), isList(schema)),
  );
};
