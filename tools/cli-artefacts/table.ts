/** The tables of docs/cli.md: commands, and exit statuses. Pure. */
import type { Command } from '../../electron/cli/command.ts';
import { EXIT_MEANINGS } from '../../electron/cli/exit-codes.ts';
import { usageOf } from '../../electron/cli/help.ts';

export const commandTable = (commands: readonly Command[]): string =>
  markdownTable([
    ['command', 'what it does'],
    ...commands.map((command) => [`\`parley ${usageOf(command)}\``, command.summary]),
  ]);

export const exitTable = (): string => markdownTable([['exit status', 'meaning'], ...Object.entries(EXIT_MEANINGS)]);

/** Padded as the formatter pads. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...body.map((row) => line(row)),
  ].join('\n');
}
