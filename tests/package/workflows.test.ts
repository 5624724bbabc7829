/** The workflow files: nobody runs them before they are pushed, so what can be told from their text is told here. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../tools/project.ts';

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: unknown; readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }
    >
  >;
}
interface Step {
  readonly run?: string;
  readonly uses?: string;
}

// electron-builder brings it along, without an ES module entry.
const require = createRequire(path.join(projectRoot, 'node_modules', 'app-builder-lib', 'package.json'));
const { load } = require('js-yaml') as { load: (text: string) => unknown };
const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe.each(globSync('.github/workflows/*.yml', { cwd: projectRoot }))('%s', (file) => {
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  const workflow = load(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run }) => run?.split('\n') ?? []);

  test('may only read, but for the job that drafts a release', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const more = Object.entries(workflow.jobs).filter(([, { permissions }]) => permissions !== undefined);
    expect(more.map(([name]) => name)).toEqual(file.endsWith('release.yml') ? ['publish'] : []);
  });

  test('runs scripts and tools that there are, within a time', () => {
    const called = commands.flatMap((line) => [...line.matchAll(/\bnode (tools\/\S+)/g)].map(([, tool = '']) => tool));
    expect(called.filter((tool) => !existsSync(path.join(projectRoot, tool)))).toEqual([]);
    const npmRun = commands.flatMap((line) => [...line.matchAll(/\bnpm run (\S+)/g)].map(([, name = '']) => name));
    expect(npmRun.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(Object.values(workflow.jobs).filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });

  test('hands secrets to the step that signs and to no other', () => {
    const withSecrets = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    expect(withSecrets.filter(({ run }) => run?.includes('electron-builder') !== true)).toEqual([]);
    expect(withSecrets.length).toBe(file.endsWith('release.yml') ? 1 : 0);
  });
});
