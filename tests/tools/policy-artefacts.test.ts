import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { Ajv } from 'ajv';
import plist from 'plist';
import { describe, expect, test } from 'vitest';
import { POLICY_KEYS, policyRecord } from '../../common/policies/records.ts';
import { parsePolicyFile } from '../../electron/policy/policy-file.ts';
import { adml, admx } from '../../tools/policy-artefacts/admx.ts';
import { mobileconfig, profileManifest } from '../../tools/policy-artefacts/apple.ts';
import { examples, jsonSchema, policyTable, type PolicyFileKind } from '../../tools/policy-artefacts/files.ts';
import { ARTEFACT_LANGUAGES, english } from '../../tools/policy-artefacts/texts.ts';
import { generatedFiles, withPolicyTable } from '../../tools/generate.ts';
import { projectRoot } from '../../tools/project.ts';

test.each(Object.entries(generatedFiles()))('%s is committed as the records make it', (file, content) => {
  expect(readFileSync(path.join(projectRoot, file), 'utf8')).toBe(content);
});

/** Parses strictly: anything that is not well-formed throws. */
function parseXml(text: string): Document {
  const onProblem = (problem: string): never => {
    throw new Error(problem);
  };
  return new DOMParser({
    errorHandler: { warning: onProblem, error: onProblem, fatalError: onProblem },
  }).parseFromString(text, 'text/xml');
}
const all = (document: Document, name: string): Element[] => Array.from(document.getElementsByTagName(name));
const attributes = (elements: readonly Element[], name: string): string[] =>
  elements.map((element) => element.getAttribute(name) ?? '');
const references = (text: string, kind: 'string' | 'presentation'): string[] =>
  [...text.matchAll(/\$\((string|presentation)\.([^)]*)\)/g)]
    .filter(([, found]) => found === kind)
    .map(([, , id]) => id ?? '');

describe.each(ARTEFACT_LANGUAGES)('the Group Policy templates in $tag', (texts) => {
  const template = admx();
  const resources = adml(texts);
  const strings = attributes(all(parseXml(resources), 'string'), 'id');
  const presentations = all(parseXml(resources), 'presentation');

  test('are well-formed, and every ID is unique and of letters, digits and underscores', () => {
    const names = attributes(all(parseXml(template), 'policy'), 'name');
    for (const ids of [strings, attributes(presentations, 'id'), names]) {
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_]+$/);
    }
  });

  test('resolve every reference, and hold nothing that nobody refers to', () => {
    expect(new Set(references(template, 'string'))).toEqual(new Set(strings));
    expect(new Set(references(template, 'presentation'))).toEqual(new Set(attributes(presentations, 'id')));
  });

  test('say something in every string', () => {
    for (const element of all(parseXml(resources), 'string')) expect(element.textContent?.trim()).not.toBe('');
  });

  test('give every control of a presentation an element of its policy', () => {
    const policies = all(parseXml(template), 'policy');
    for (const presentation of presentations) {
      const policy = policies.find((candidate) => candidate.getAttribute('name') === presentation.getAttribute('id'));
      const ids = ['enum', 'text'].flatMap((kind) =>
        Array.from(policy?.getElementsByTagName(kind) ?? []).map((each) => each.getAttribute('id')),
      );
      const refIds = ['dropdownList', 'textBox'].flatMap((kind) =>
        Array.from(presentation.getElementsByTagName(kind)).map((each) => each.getAttribute('refId')),
      );
      expect(refIds).toEqual(ids);
    }
  });

  test('refer to categories and versions that are defined', () => {
    const document = parseXml(template);
    const categories = attributes(all(document, 'category'), 'name');
    for (const reference of attributes(all(document, 'parentCategory'), 'ref')) expect(categories).toContain(reference);
    const definitions = attributes(all(document, 'definition'), 'name');
    for (const policy of all(document, 'policy')) {
      expect(definitions).toContain(policy.getElementsByTagName('supportedOn')[0]?.getAttribute('ref'));
    }
  });
});

describe('the Group Policy templates', () => {
  const policies = all(parseXml(admx()), 'policy');

  test('stay outside the key that Intune blocks', () => {
    for (const key of attributes(policies, 'key')) expect(key).not.toMatch(/^Software\\Policies\\Microsoft/i);
  });

  test('offer every policy that a computer or a user can be given, and recommend only what users may change', () => {
    const names = attributes(policies, 'name');
    for (const key of POLICY_KEYS) {
      const { sources, stopsAt } = policyRecord(key);
      expect(names.includes(key)).toBe(sources.includes('machine') || sources.includes('user'));
      expect(names.includes(`${key}_Recommended`)).toBe(sources.includes('recommended') && stopsAt === undefined);
    }
  });
});

describe('the artefacts for macOS', () => {
  test('load as property lists', () => {
    expect(plist.parse(mobileconfig(english))).toMatchObject({
      PayloadType: 'Configuration',
      PayloadContent: [{ PayloadType: 'example.parley.client', DisableAutomaticSendTracing: true }],
    });
    const manifest = plist.parse(profileManifest(english)) as { pfm_subkeys: { pfm_name: string }[] };
    expect(manifest.pfm_subkeys.map(({ pfm_name }) => pfm_name)).toEqual(
      POLICY_KEYS.filter((key) => policyRecord(key).sources.includes('machine')),
    );
  });

  test('keep their UUIDs, so that a profile is not installed twice', () => {
    const profile = mobileconfig(english);
    const uuids = [...profile.matchAll(/<string>([0-9A-F-]{36})<\/string>/g)].map(([, uuid]) => uuid);
    expect(new Set(uuids).size).toBe(2);
    expect(mobileconfig(english)).toBe(profile);
  });
});

describe('the schemas and examples', () => {
  const schemaOf = (kind: PolicyFileKind): ((value: unknown) => boolean) =>
    new Ajv({ validateFormats: false }).compile(JSON.parse(jsonSchema(kind)) as object);
  const files = Object.entries(examples()).filter(([name]) => name.endsWith('.json'));

  test.each(files)('%s satisfies its schema and the real reader', (name, content) => {
    const [folder = ''] = name.split('/');
    const isRecommended = folder === 'recommended.d';
    expect(schemaOf(isRecommended ? 'recommended' : 'managed')(JSON.parse(content))).toBe(true);
    const read = parsePolicyFile(Buffer.from(content), {
      source: isRecommended ? 'recommended' : 'machine',
      file: name,
    });
    expect(read.problems).toEqual([]);
    expect(Object.fromEntries(read.settings.map(({ key, value }) => [key, value]))).toEqual(JSON.parse(content));
  });

  test('refuse what the reader refuses: unknown keys, wrong types, a stopping switch that is only recommended', () => {
    expect(schemaOf('managed')({ DisableAutomaticSendTracin: true })).toBe(false);
    expect(schemaOf('managed')({ DisableAutomaticSendTracing: 'true' })).toBe(false);
    expect(schemaOf('managed')({ TelemetryServiceUrl: 'http://telemetry.parley.example' })).toBe(false);
    expect(schemaOf('recommended')({ DisableAutomaticSendTracing: false })).toBe(false);
  });
});

test('the guide’s table has a row for every policy, and its comments must stay', () => {
  for (const key of POLICY_KEYS) expect(policyTable()).toContain(`| \`${key}\` |`);
  expect(() => withPolicyTable('# no comments')).toThrow('comments');
});
