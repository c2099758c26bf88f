import { DATA_SCHEMAS, ENVELOPE_SCHEMA, type MessageType, type PartnerMessage } from '@hub/partner-messages';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { Unacceptable, type Reason } from './failure.js';

const ajv = new Ajv2020({ strict: false });
ajvFormats.default(ajv);

const envelope = ajv.compile<PartnerMessage>(ENVELOPE_SCHEMA);
const data = new Map(Object.entries(DATA_SCHEMAS).map(([type, schema]) => [type, ajv.compile(schema)]));

/** Where and which rule, without what stands there. */
const brokenRule = ({ errors }: ValidateFunction): string =>
  (errors ?? []).map(({ instancePath, keyword }) => `${instancePath || '/'} breaks ${keyword}`).join(', ');

const demand = (reason: Reason, allows: ValidateFunction, value: unknown): void => {
  if (!allows(value)) throw new Unacceptable(reason, brokenRule(allows));
};

/** That something has what every message has; attributes that nobody knows are let through. */
export const asMessage = (value: Record<string, unknown>): PartnerMessage => {
  demand('malformed', envelope, value);
  return value as object as PartnerMessage;
};

/** Whether this library knows the type; the hub may have others by now. */
export const isKnownType = (type: string): type is MessageType => data.has(type);

/** That `data` is as the schema of its type has it. */
export const validate = (message: PartnerMessage): void => {
  const allows = data.get(message.type);
  if (allows && 'data' in message) demand('invalid', allows, message.data);
};
