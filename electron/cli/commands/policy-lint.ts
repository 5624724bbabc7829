/** `parley policy lint`: judges policy files by the very reader that obeys them. Needs no running Parley. */
import path from 'node:path';
import type { PolicyProblem } from '../../../common/policies/reading.ts';
import { fail, ok, type Result } from '../../../common/result.ts';
import { parsePlistPolicies } from '../../policy/plist.ts';
import { parsePolicyFile, type ParsePolicies } from '../../policy/policy-file.ts';
import { lookAtOneFile } from '../../policy/read-directory.ts';
import type { CliContext, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

/** Files in a folder of this name hold defaults that users may change. */
const RECOMMENDED_FOLDER = 'recommended.d';

interface LintedFile {
  /** As it was named. */
  readonly file: string;
  readonly isValid: boolean;
  readonly settings: Readonly<Record<string, string | boolean>>;
  readonly problems: readonly Pick<PolicyProblem, 'kind' | 'key' | 'message' | 'remedy' | 'holds'>[];
}
interface Linted {
  readonly result: LintedFile;
  readonly lines: readonly string[];
}

export const policyLint: Command = {
  name: 'policy lint',
  summary: 'Check policy files before they are deployed',
  about:
    'Reads policy files as Parley would and prints a line for each problem: file, line, column, what is wrong, and how to mend it. Works without a running Parley. Files in a folder named recommended.d are judged as recommended defaults, and files named .plist as managed preferences of macOS.',
  operands: [{ name: 'FILE', about: 'The files to check.', isRepeated: true, isFile: true }],
  flags: [],
  examples: ['parley policy lint 10-contoso.json', 'parley policy lint /etc/parley/policies/managed.d/*.json --json'],
  async run({ operands, isJson }, context) {
    const linted = await Promise.all(operands.map((file) => lint(file, context)));
    const isValid = linted.every(({ result }) => result.isValid);
    if (isJson) {
      context.out(JSON.stringify({ isValid, files: linted.map(({ result }) => result) }));
    } else {
      for (const { result, lines } of linted)
        context.out(lines.join('\n') || `${result.file}: valid, ${counted(Object.keys(result.settings).length)}`);
    }
    return isValid ? EXIT.ok : EXIT.failed;
  },
};

async function lint(file: string, { cwd }: CliContext): Promise<Linted> {
  const found = path.resolve(cwd, file);
  const read = await bytesOf(found);
  if (!read.ok) {
    const message = `The file cannot be read: ${read.reason}.`;
    const remedy = 'Name a regular file that you may read.';
    const problem = { kind: 'unreadable', message, remedy, holds: true } as const;
    return {
      result: { file, isValid: false, settings: {}, problems: [problem] },
      lines: [`${file}:1:1: ${message} ${remedy}`],
    };
  }
  const source = path.basename(path.dirname(found)) === RECOMMENDED_FOLDER ? 'recommended' : 'machine';
  const parse: ParsePolicies = /\.plist$/i.test(file) ? parsePlistPolicies : parsePolicyFile;
  const { isUnderstood, settings, problems } = parse(read.value, { source, file });
  return {
    result: {
      file,
      isValid: isUnderstood && problems.length === 0,
      settings: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
      problems: problems.map(({ origin, ...problem }) => ({ line: origin.line, column: origin.column, ...problem })),
    },
    lines: problems.map(
      ({ origin, message, remedy }) => `${file}:${origin.line ?? 1}:${origin.column ?? 1}: ${message} ${remedy}`,
    ),
  };
}

async function bytesOf(file: string): Promise<Result<Uint8Array>> {
  const seen = await lookAtOneFile(file, { trust: null });
  if (seen.kind === 'missing') return fail('there is none of that name');
  const look = seen.kind === 'listed' ? seen.files[0]?.look : seen;
  if (look?.kind === 'bytes') return ok(look.bytes);
  return fail(look?.kind === 'unreadable' ? look.code : 'it is not a regular file');
}

const counted = (count: number): string =>
  count === 1 ? '1 policy.' : count === 0 ? 'no policies.' : `${count} policies.`;
