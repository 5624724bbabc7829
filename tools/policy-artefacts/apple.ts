/** For macOS: a configuration profile to start from, and the manifest from which profile editors build their forms. */
import { createHash } from 'node:crypto';
import { POLICY_KEYS, policyRecord, type PolicyKey } from '../../common/policies/records.ts';
import { valueName } from './admx.ts';
import type { ArtefactTexts } from './texts.ts';
import { document, element, type XmlElement } from './xml.ts';

/** The preferences domain: the bundle ID of the app. */
export const PREFERENCES_DOMAIN = 'example.parley.client';
const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';

type Plist = string | number | boolean | readonly Plist[] | { readonly [key: string]: Plist };

/** A profile that stops usage data and error reports; remove or add keys as needed. */
export function mobileconfig(texts: ArtefactTexts): string {
  const { title } = texts.policies.DisableAutomaticSendTracing;
  return plist({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadScope: 'System',
    PayloadIdentifier: `${PREFERENCES_DOMAIN}.policies`,
    PayloadUUID: stableUuid('profile'),
    PayloadDisplayName: `${texts.product}: ${title}`,
    PayloadContent: [
      {
        PayloadType: PREFERENCES_DOMAIN,
        PayloadVersion: 1,
        PayloadIdentifier: `${PREFERENCES_DOMAIN}.policies.settings`,
        PayloadUUID: stableUuid('settings'),
        PayloadDisplayName: texts.product,
        DisableAutomaticSendTracing: true,
      },
    ],
  });
}

export function profileManifest(texts: ArtefactTexts): string {
  const keys = POLICY_KEYS.filter((key) =>
    policyRecord(key).sources.some((source) => source === 'machine' || source === 'user'),
  );
  return plist({
    pfm_domain: PREFERENCES_DOMAIN,
    pfm_title: texts.product,
    pfm_description: texts.product,
    pfm_format_version: 1,
    pfm_version: 1,
    pfm_platforms: ['macOS'],
    pfm_targets: ['system', 'user'],
    pfm_unique: true,
    pfm_subkeys: keys.map((key) => subkey(key, texts)),
  });
}

function subkey(key: PolicyKey, texts: ArtefactTexts): Plist {
  const record = policyRecord(key);
  const { title, explain } = texts.policies[key];
  const { values } = record;
  return {
    pfm_name: key,
    pfm_title: title,
    pfm_description: explain,
    pfm_type: record.type === 'boolean' ? 'boolean' : 'string',
    ...(values
      ? { pfm_range_list: values, pfm_range_list_titles: values.map((value) => valueName(texts, key, value)) }
      : {}),
    ...(record.sources.includes('user') ? {} : { pfm_targets: ['system'] }),
  };
}

/** The same profile must keep its UUIDs from release to release, or it would be installed twice. */
function stableUuid(name: string): string {
  const hex = createHash('sha256').update(`${PREFERENCES_DOMAIN} ${name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
    .join('-')
    .toUpperCase();
}

const plist = (value: Plist): string => document(element('plist', { version: '1.0' }, [node(value)]), DOCTYPE);

function node(value: Plist): XmlElement {
  if (typeof value === 'boolean') return element(value ? 'true' : 'false');
  if (typeof value === 'number') return element('integer', {}, String(value));
  if (typeof value === 'string') return element('string', {}, value);
  if (isList(value)) return element('array', {}, value.map(node));
  return element(
    'dict',
    {},
    Object.entries(value).flatMap(([key, item]) => [element('key', {}, key), node(item)]),
  );
}

const isList = (value: Plist): value is readonly Plist[] => Array.isArray(value);
