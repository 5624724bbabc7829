/**
 * Moves what was committed from the WAL into the database, off the main thread: that takes two syncs and as many pages as
 * were written. `workerData` is the database's path; each message asks once: 'passive' never blocks a writer, 'truncate'
 * also empties the WAL if nobody is reading.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

if (parentPort && typeof workerData === 'string') {
  const database = new DatabaseSync(workerData);
  const statements = {
    passive: database.prepare('PRAGMA wal_checkpoint(PASSIVE)'),
    truncate: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
  };
  parentPort.on('message', (how: keyof typeof statements) => statements[how].all());
}
