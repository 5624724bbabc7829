/** `npm run parley -- …`: the command line of Parley under Node, for development. See docs/cli.md. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runInTerminal } from '../electron/cli/program.ts';
import { projectRoot } from './project.ts';
import { defaultUserDataDir } from './start-options.ts';

const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };
process.exitCode = await runInTerminal(process.argv.slice(2), {
  version,
  defaultDataDirectory: defaultUserDataDir({
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
    cwd: process.cwd(),
  }),
});
