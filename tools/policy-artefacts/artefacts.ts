/** Every file that derives from the policy records, by its path in the project. */
import { adml, admx } from './admx.ts';
import { mobileconfig, profileManifest } from './apple.ts';
import { examples, jsonSchema } from './files.ts';
import { ARTEFACT_LANGUAGES, english } from './texts.ts';

export const policyArtefacts = (): Readonly<Record<string, string>> => ({
  'assets/policy/windows/parley.admx': admx(),
  ...Object.fromEntries(
    ARTEFACT_LANGUAGES.map((texts) => [`assets/policy/windows/${texts.tag}/parley.adml`, adml(texts)]),
  ),
  'assets/policy/macos/parley.mobileconfig': mobileconfig(english),
  'assets/policy/macos/manifest.plist': profileManifest(english),
  'assets/policy/schema/managed.json': jsonSchema('managed'),
  'assets/policy/schema/recommended.json': jsonSchema('recommended'),
  ...Object.fromEntries(
    Object.entries(examples()).map(([name, content]) => [`assets/policy/examples/${name}`, content]),
  ),
});
