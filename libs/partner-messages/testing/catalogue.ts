import {
  CHOSEN_TYPES,
  DATA_SCHEMAS,
  MESSAGE_TYPES,
  schemaPathOf,
  type JsonSchema,
  type MessageType,
  type PartnerMessage,
} from '../index.js';

const kindOf = ({ type, format, items }: JsonSchema): string => {
  if (type === 'array') return `list of ${kindOf(items ?? {})}`;
  if (type === 'integer') return 'whole number';
  return format === 'date-time' ? 'instant' : 'text';
};

const fieldsOf = ({ properties = {}, required = [] }: JsonSchema): readonly string[] =>
  Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(
    ([name, field]) =>
      `| \`${name}\` | ${kindOf(field)} | ${required.includes(name) ? 'always' : 'may be missing'} | ${field.description ?? ''} |`,
  );

const isChosen = (type: string): boolean => CHOSEN_TYPES.some((chosen) => chosen === type);

const sectionOf = (type: MessageType, example: PartnerMessage | undefined): string => `
## ${type}

${MESSAGE_TYPES[type]} ${isChosen(type) ? 'Comes where a subscription asks for it.' : 'Comes to every partner.'}

| in \`data\` | is | | says |
|---|---|---|---|
${fieldsOf(DATA_SCHEMAS[type]).join('\n')}

Schema: \`${schemaPathOf(type)}\`

\`\`\`json
${JSON.stringify(example, undefined, 2)}
\`\`\`
`;

/** The page of all messages, made of their schemas and of messages that were kept. */
export const catalogueOf = (messages: readonly PartnerMessage[]): string => `# Catalogue of messages

Every type of message, what its \`data\` says, and one that was signed; its key is in \`libs/partner-messages/golden\`. What all messages have in
common is in \`messages.md\`. This page is made of the schemas: \`UPDATE_CATALOGUE=1 npm run test:unit -- libs/partner-messages\`.

${Object.keys(MESSAGE_TYPES)
  .map((type) => `- [${type}](#${type.replaceAll('.', '')})`)
  .join('\n')}
${(Object.keys(MESSAGE_TYPES) as MessageType[])
  .map((type) =>
    sectionOf(
      type,
      messages.find((message) => message.type === type),
    ),
  )
  .join('')}`;
