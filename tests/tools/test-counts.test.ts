import { expect, test } from 'vitest';
import { addCounts, countPlaywright, countVitest, withExitCode } from '../../tools/test-counts.ts';

const vitestReport = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'failed', assertionResults: [{}] }],
};

test("takes Vitest's counts as they are, with todo tests as skipped", () => {
  expect(countVitest(vitestReport)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test('counts a test file that could not be loaded as a failure', () => {
  const testResults = [...vitestReport.testResults, { status: 'failed', assertionResults: [] }];
  expect(countVitest({ ...vitestReport, testResults }).failed).toBe(2);
});

test('counts a flaky end-to-end test as failed, not as passed', () => {
  const report = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 3 }, errors: [] };
  expect(countPlaywright(report)).toEqual({ passed: 7, failed: 3, skipped: 3 });
});

test('counts an error outside every end-to-end test as a failure', () => {
  const report = { stats: { expected: 7, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] };
  expect(countPlaywright(report).failed).toBe(1);
});

test('counts a runner that ended badly with no failed test as one failure', () => {
  const clean = { passed: 3, failed: 0, skipped: 0 };
  expect(withExitCode(clean, 1).failed).toBe(1);
  expect(withExitCode(clean, null).failed).toBe(1);
  expect(withExitCode(clean, 0)).toEqual(clean);
  expect(withExitCode({ ...clean, failed: 2 }, 1).failed).toBe(2);
});

test('adds counts up', () => {
  const sum = addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
  expect(sum).toEqual({ passed: 11, failed: 22, skipped: 33 });
});
