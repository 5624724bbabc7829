/**
 * Moves what was committed from the WAL into the database, off the main thread: that takes two syncs and as many pages as
 * were written. Never blocks a writer. `workerData` is the database's path; each message asks once.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

if (parentPort && typeof workerData === 'string') {
  const database = new DatabaseSync(workerData);
  parentPort.on('message', () => database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
}
