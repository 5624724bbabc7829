/**
 * Finds out which packages ship: those of which the bundler put code into a bundle. package.json would name too many (what
 * only the services use) and the lock file far too many.
 */
import path from 'node:path';
import type { Plugin } from 'vite';

/** Code that the tools themselves put into a bundle has no path; its package does. */
const TOOL_MODULES: readonly (readonly [prefix: string, packagePath: string])[] = [
  ['\0vite/', 'node_modules/vite'],
  ['\0rolldown/', 'node_modules/rolldown'],
];

/** The path of a module's package as the lock file writes it (`node_modules/a/node_modules/@b/c`); undefined for ours. */
export function packagePathOf(moduleId: string, root: string): string | undefined {
  const tool = TOOL_MODULES.find(([prefix]) => moduleId.startsWith(prefix));
  if (tool !== undefined) return tool[1];
  const file = path.relative(root, moduleId.replace(/^\0/, '').replace(/\?.*$/s, '')).replaceAll(path.sep, '/');
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

export interface BundledPackages {
  /** Belongs into every build whose output ships. */
  readonly plugin: Plugin;
  /** The packages of all builds so far, as paths of the lock file, in a stable order. */
  readonly paths: () => string[];
}

export function watchBundledPackages(root: string): BundledPackages {
  const found = new Set<string>();
  return {
    paths: () => [...found].toSorted(),
    plugin: {
      name: 'parley:bundled-packages',
      generateBundle(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue;
          for (const [id, module] of Object.entries(chunk.modules)) {
            const packagePath = module.renderedLength > 0 ? packagePathOf(id, root) : undefined;
            if (packagePath !== undefined) found.add(packagePath);
          }
        }
      },
    },
  };
}
