/** How `parley` ends. Scripts rely on the numbers; help, man page and docs/cli.md list them from here. */
export const EXIT = { ok: 0, failed: 1, misused: 2, notRunning: 3, forbidden: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: { readonly [C in ExitCode]: string } = {
  [EXIT.ok]: 'Done. For lint: every file is valid.',
  [EXIT.failed]: 'It could not be done, and the message says why. For lint: a file has problems.',
  [EXIT.misused]: 'The command line is wrong: an unknown command, option or value, or one that is missing.',
  [EXIT.notRunning]: 'Parley is not running with this data folder, or does not answer.',
  [EXIT.forbidden]: 'A policy of the organization does not allow it.',
};
