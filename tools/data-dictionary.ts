/** The published data dictionary: the catalogue as a document that anybody can read. Pure. */
import { catalogue, EVENT_NAMES, eventOf, fieldsOf, type EventName } from '../common/catalogue/catalogue.ts';
import { CATEGORIES, type Category, type Field } from '../common/catalogue/types.ts';

const ABOUT: { readonly [C in Category]: string } = {
  census:
    'On for everybody; neither administrators nor users can turn it off. Holds nothing that identifies an organization or a user.',
  usage:
    'On unless the organization turns it off with `DisableAutomaticSendTracing`. May identify the organization, never a user or a device.',
  error:
    'Off until the user opts in on the General tab of Options, and only while the organization allows it. May identify the user.',
};
const TITLES: { readonly [C in Category]: string } = { census: 'Census', usage: 'Usage', error: 'Error reports' };
const CLASSES: { readonly [C in Field['classification']]: string } = {
  system: 'system',
  organization: 'organization',
  'user-pseudonymous': 'user, hashed or random',
  user: 'user',
};

export function dataDictionary(): string {
  return [
    '# Data dictionary',
    '',
    '<!-- Generated from common/catalogue by `npm run generate`; do not edit. -->',
    '',
    `Every event that Parley can record, ${Object.keys(catalogue).length} in all. What is not on this page cannot be recorded by the client and is refused by the telemetry service.`,
    '',
    ...CATEGORIES.flatMap((category) => [
      `## ${TITLES[category]}`,
      '',
      ABOUT[category],
      '',
      ...EVENT_NAMES.filter((name) => eventOf(name).category === category).flatMap(describeEvent),
    ]),
  ].join('\n');
}

function describeEvent(name: EventName): string[] {
  const { purpose, owner, retentionDays, isWhileSignedOut } = eventOf(name);
  return [
    `### ${name}`,
    '',
    `${purpose} Kept for ${retentionDays} days; owner: ${owner}.${isWhileSignedOut ? ' Also recorded before sign-in, once the organization’s switch is known.' : ''}`,
    '',
    '| field | type | example | may identify | what it is |',
    '| --- | --- | --- | --- | --- |',
    ...fieldsOf(name).map(
      ([field, record]) =>
        `| ${field}${record.optional ? ' (optional)' : ''} | ${typeOf(record)} | ${exampleOf(record)} | ${CLASSES[record.classification]} | ${cell(record.description)}${record.atService ? ' Hashed by the service before it is stored.' : ''} |`,
    ),
    '',
  ];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const exampleOf = ({ example }: Field): string =>
  `\`${cell(Array.isArray(example) ? example.join(' ') : String(example))}\``;

function typeOf(field: Field): string {
  if (field.type === 'enum') return field.values.map((value) => `\`${value}\``).join(', ');
  return 'unit' in field && field.unit ? `${field.type}, ${field.unit}` : field.type;
}
