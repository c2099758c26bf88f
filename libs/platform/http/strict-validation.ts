import { ValidationPipe } from '@nestjs/common';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { problem, type Fault } from '../problems/problem.js';

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Words for the checks that are used most. class-validator's own may quote what was sent. */
const WORDS: Readonly<Record<string, string>> = {
  isString: 'is a text',
  isInt: 'is a whole number',
  isBoolean: 'is true or false',
  isArray: 'is a list',
  isUuid: 'is a UUID',
  isIn: 'is one of the list in the document',
  isEnum: 'is one of the list in the document',
  isNotEmpty: 'is not empty',
  maxLength: 'is too long',
  minLength: 'is too short',
  arrayMaxSize: 'has too many entries',
  matches: 'has not the form that the document says',
};

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const faultOf = (pointer: string, check: string): Fault => ({
  pointer,
  code: `request/${kebab(check)}`,
  detail: WORDS[check] ?? 'is not what the document says',
});

/** Faults as pointers and codes. The name of a field that the document does not know is the caller's text: only its place is told. */
export const faultsOf = (errors: readonly validatorPackage.ValidationError[], above = ''): readonly Fault[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    if ('whitelistValidation' in constraints)
      return [{ pointer: above, code: 'request/field-unknown', detail: 'has a field that the document does not know' }];
    const pointer = `${above}/${escaped(property)}`;
    return [...Object.keys(constraints).map((check) => faultOf(pointer, check)), ...faultsOf(children, pointer)];
  });

/** Bodies and queries against their class-validator classes, with every default said aloud. */
export const strictValidation = (): ValidationPipe =>
  new ValidationPipe({
    // Nest would load them by itself, which finds nothing in them once they are part of a program.
    ...{ validatorPackage, transformerPackage },
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeDefaultValues: false },
    stopAtFirstError: true,
    skipMissingProperties: false,
    validateCustomDecorators: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors: readonly validatorPackage.ValidationError[]) =>
      problem('request/not-valid', { errors: faultsOf(errors) }),
  });
