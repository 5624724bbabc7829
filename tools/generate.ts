/** `npm run generate`: writes what derives from the records of `common/`. A test compares it with what is committed. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataDictionary } from './data-dictionary.ts';
import { projectRoot } from './project.ts';

writeFileSync(path.join(projectRoot, 'docs', 'data.md'), dataDictionary());
console.log('docs/data.md');
