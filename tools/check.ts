/** `npm run check`: types, type-aware lint, import zones, formatting. Everything that can be told without running the product. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findZoneFaults } from './import-zones.ts';
import { isProgram, projectRoot } from './project.ts';

export interface Check {
  readonly name: string;
  /** Runs it with its output on the terminal; true when nothing was found. */
  readonly run: () => boolean;
}

function runTool(script: string, args: readonly string[]): boolean {
  const file = path.join(projectRoot, 'node_modules', script);
  return spawnSync(process.execPath, [file, ...args], { cwd: projectRoot, stdio: 'inherit' }).status === 0;
}

function checkZones(): boolean {
  const faults = findZoneFaults(projectRoot);
  for (const fault of faults) console.error(`${fault.file}:${fault.line}: ${fault.message}`);
  return faults.length === 0;
}

export const checks: readonly Check[] = [
  { name: 'types', run: () => runTool('typescript/bin/tsc', ['-b']) },
  { name: 'lint', run: () => runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'zones', run: checkZones },
  { name: 'format', run: () => runTool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']) },
];

if (isProgram(import.meta.filename)) {
  const failed = checks.filter((check) => {
    const isPassed = check.run();
    console.log(`${check.name}: ${isPassed ? 'ok' : 'failed'}`);
    return !isPassed;
  });
  process.exitCode = failed.length === 0 ? 0 : 1;
}
