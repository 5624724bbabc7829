/**
 * `npm test [-- step …]`: types, lint, zones, format, build, unit, e2e, in this order; named steps only, if any are.
 * Its very last line is `N passed, N failed`; what was skipped is said one line earlier.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from './browser.ts';
import { buildProject, describeBuild } from './build.ts';
import { checks } from './check.ts';
import { isProgram, projectRoot } from './project.ts';
import {
  addCounts,
  countPlaywright,
  countVitest,
  NO_COUNTS,
  ONE_FAILURE,
  ONE_PASS,
  withExitCode,
  type Counts,
} from './test-counts.ts';

interface Step {
  readonly name: string;
  /** A step without whose success this one would test something else. */
  readonly needs?: string;
  readonly run: () => Promise<Counts>;
}

/** Runs a test runner that writes a JSON report, and counts what the report says. */
function runReported(
  script: string,
  args: readonly string[],
  report: string,
  count: (report: unknown) => Counts,
  env: NodeJS.ProcessEnv = {},
): Counts {
  const reportFile = path.join(projectRoot, report);
  mkdirSync(path.dirname(reportFile), { recursive: true });
  rmSync(reportFile, { force: true });
  const { status } = spawnSync(process.execPath, [path.join(projectRoot, 'node_modules', script), ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, CI: '1', FORCE_COLOR: '0', ...env },
  });
  if (!existsSync(reportFile)) return ONE_FAILURE;
  return withExitCode(count(JSON.parse(readFileSync(reportFile, 'utf8'))), status);
}

function runUnitTests(): Counts {
  const report = 'test-results/unit.json';
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return runReported('vitest/vitest.mjs', args, report, countVitest);
}

async function runEndToEndTests(): Promise<Counts> {
  if (globSync('tests/e2e/**/*.spec.ts', { cwd: projectRoot }).length === 0) {
    console.error('e2e: no specs under tests/e2e');
    return ONE_FAILURE;
  }
  const browser = await findBrowser({ log: (line) => console.log(`e2e: ${line}`) });
  if (!browser.ok) {
    console.error(`e2e: not run. ${browser.reason}`);
    return ONE_FAILURE;
  }
  const env = { PARLEY_CHROMIUM: browser.executable };
  return runReported('@playwright/test/cli.js', ['test'], 'test-results/e2e.json', countPlaywright, env);
}

async function runBuild(): Promise<Counts> {
  const result = await buildProject();
  console.log(describeBuild(result));
  return result.ok ? ONE_PASS : ONE_FAILURE;
}

const steps: readonly Step[] = [
  ...checks.map(({ name, run }) => ({ name, run: async () => (run() ? ONE_PASS : ONE_FAILURE) })),
  { name: 'build', run: runBuild },
  { name: 'unit', run: async () => runUnitTests() },
  { name: 'e2e', needs: 'build', run: runEndToEndTests },
];

async function runStep(step: Step): Promise<Counts> {
  try {
    return await step.run();
  } catch (error) {
    console.error(`${step.name}: did not finish:`, error);
    return ONE_FAILURE;
  }
}

async function runSteps(names: readonly string[]): Promise<number> {
  const known = steps.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No such step: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    console.log('0 passed, 1 failed');
    return 1;
  }
  let total = NO_COUNTS;
  const lines: string[] = [];
  const failed = new Set<string>();
  for (const step of steps.filter(({ name }) => names.length === 0 || names.includes(name))) {
    console.log(`\n── ${step.name}`);
    const blocker = step.needs !== undefined && failed.has(step.needs) ? step.needs : undefined;
    if (blocker !== undefined) console.error(`${step.name}: not run, since the ${blocker} failed`);
    const counts = blocker === undefined ? await runStep(step) : ONE_FAILURE;
    if (counts.failed > 0) failed.add(step.name);
    lines.push(`${step.name.padEnd(8)} ${counts.passed} passed, ${counts.failed} failed`);
    total = addCounts(total, counts);
  }
  console.log(`\n${lines.join('\n')}`);
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

if (isProgram(import.meta.filename)) process.exitCode = await runSteps(process.argv.slice(2));
