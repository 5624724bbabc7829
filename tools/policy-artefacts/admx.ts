/**
 * Group Policy templates: one ADMX, and one ADML for each language. Names hold letters, digits and underscores only, and
 * the key lies outside `Software\Policies\Microsoft`, because Intune refuses both otherwise.
 */
import { POLICY_KEYS, policyRecord, type PolicyKey, type PolicyRecord } from '../../common/policies/records.ts';
import type { ArtefactTexts } from './texts.ts';
import { document, element, type XmlElement } from './xml.ts';

const NAMESPACE = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';
const REVISION = { revision: '1.0', schemaVersion: '1.0', xmlns: NAMESPACE };
export const REGISTRY_KEY = String.raw`Software\Policies\Parley\Parley`;
const CATEGORY = 'Cat_Parley';
const RECOMMENDED_CATEGORY = 'Cat_Parley_Recommended';
const SUPPORTED = 'SUPPORTED_Parley_0_1';

/** A policy as Group Policy shows it: each one that may be recommended stands twice. */
interface Entry {
  readonly key: PolicyKey;
  readonly isRecommended: boolean;
  /** The name in the ADMX, and the stem of all its IDs. */
  readonly name: string;
}

function entries(): Entry[] {
  const isAdmin = ({ sources }: PolicyRecord): boolean => sources.includes('machine') || sources.includes('user');
  return [
    ...POLICY_KEYS.filter((key) => isAdmin(policyRecord(key))).map((key) => ({ key, isRecommended: false, name: key })),
    ...POLICY_KEYS.filter((key) => policyRecord(key).sources.includes('recommended')).map((key) => ({
      key,
      isRecommended: true,
      name: `${key}_Recommended`,
    })),
  ];
}

export function admx(): string {
  return document(
    element('policyDefinitions', REVISION, [
      element('policyNamespaces', {}, [element('target', { prefix: 'parley', namespace: 'Parley.Policies.Parley' })]),
      element('resources', { minRequiredRevision: '1.0' }),
      element('supportedOn', {}, [
        element('definitions', {}, [element('definition', { name: SUPPORTED, displayName: `$(string.${SUPPORTED})` })]),
      ]),
      element('categories', {}, [
        element('category', { name: CATEGORY, displayName: `$(string.${CATEGORY})` }),
        element('category', { name: RECOMMENDED_CATEGORY, displayName: `$(string.${RECOMMENDED_CATEGORY})` }, [
          element('parentCategory', { ref: CATEGORY }),
        ]),
      ]),
      element('policies', {}, entries().map(policy)),
    ]),
  );
}

function policy({ key, isRecommended, name }: Entry): XmlElement {
  const record = policyRecord(key);
  const isBoolean = record.type === 'boolean';
  return element(
    'policy',
    {
      name,
      class: scopeOf(record, isRecommended),
      displayName: `$(string.${name})`,
      explainText: `$(string.${name}_Explain)`,
      key: isRecommended ? `${REGISTRY_KEY}\\Recommended` : REGISTRY_KEY,
      ...(isBoolean ? { valueName: key } : { presentation: `$(presentation.${name})` }),
    },
    [
      element('parentCategory', { ref: isRecommended ? RECOMMENDED_CATEGORY : CATEGORY }),
      element('supportedOn', { ref: SUPPORTED }),
      ...(isBoolean
        ? [element('enabledValue', {}, [decimal(1)]), element('disabledValue', {}, [decimal(0)])]
        : [
            element('elements', {}, [
              record.type === 'enum'
                ? choice(key, record)
                : element('text', { id: key, valueName: key, required: 'true' }),
            ]),
          ]),
    ],
  );
}

/** Recommended values are read from both hives; the others from where their record allows them. */
const scopeOf = ({ sources }: PolicyRecord, isRecommended: boolean): 'Both' | 'Machine' =>
  isRecommended || sources.includes('user') ? 'Both' : 'Machine';

const decimal = (value: number): XmlElement => element('decimal', { value: String(value) });

const choice = (key: PolicyKey, { values = [] }: PolicyRecord): XmlElement =>
  element(
    'enum',
    { id: key, valueName: key, required: 'true' },
    values.map((value) =>
      element('item', { displayName: `$(string.${key}_${value})` }, [
        element('value', {}, [element('string', {}, value)]),
      ]),
    ),
  );

export function adml(texts: ArtefactTexts): string {
  const text = (id: string, content: string): XmlElement => element('string', { id }, content);
  const values = POLICY_KEYS.flatMap((key) =>
    (policyRecord(key).values ?? []).map((value) => text(`${key}_${value}`, valueName(texts, key, value))),
  );
  return document(
    element('policyDefinitionResources', REVISION, [
      element('displayName', {}, texts.product),
      element('description', {}, texts.product),
      element('resources', {}, [
        element('stringTable', {}, [
          text(SUPPORTED, texts.supportedOn),
          text(CATEGORY, texts.product),
          text(RECOMMENDED_CATEGORY, texts.recommended),
          ...entries().flatMap(({ key, isRecommended, name }) => {
            const { title, explain } = texts.policies[key];
            return [
              text(name, title),
              text(`${name}_Explain`, isRecommended ? `${explain} ${texts.recommendedNote}` : explain),
            ];
          }),
          ...values,
        ]),
        element(
          'presentationTable',
          {},
          entries().flatMap((entry) => presentation(entry, texts)),
        ),
      ]),
    ]),
  );
}

export function valueName(texts: ArtefactTexts, key: PolicyKey, value: string): string {
  const name = texts.policies[key].values?.[value];
  if (name === undefined)
    throw new Error(`${texts.tag}: the value "${value}" of ${key} has no name; add it to texts.ts`);
  return name;
}

function presentation({ key, name }: Entry, texts: ArtefactTexts): XmlElement[] {
  const { title } = texts.policies[key];
  switch (policyRecord(key).type) {
    case 'boolean':
      return [];
    case 'enum':
      return [element('presentation', { id: name }, [element('dropdownList', { refId: key, noSort: 'true' }, title)])];
    case 'url':
      return [
        element('presentation', { id: name }, [element('textBox', { refId: key }, [element('label', {}, title)])]),
      ];
  }
}
