/** The command line's end of the control socket. Whatever keeps an answer away is a value. */
import http from 'node:http';
import { fail, ok, type Result } from '../../common/result.ts';
import { isRead, WATCH_PATH, type ControlCall, type ControlCalls, type PolicyState } from './control-contract.ts';

/**
 * - `not-running`: nobody listens there.
 * - `no-answer`: somebody does, but did not answer in time or cut the answer off.
 * - `refused`: the question was not understood; as a rule another version of Parley is running.
 */
export type ControlFailure = 'not-running' | 'no-answer' | 'refused';

export interface ControlClient {
  ask<N extends ControlCall>(
    name: N,
    ...args: ControlCalls[N]['args']
  ): Promise<Result<ControlCalls[N]['result'], ControlFailure>>;
  /** Calls `onState` with what applies now and after each change, until the signal or the end of Parley. */
  watch(onState: (state: PolicyState) => void, signal: AbortSignal): Promise<ControlFailure | 'ended' | 'interrupted'>;
}

const ANSWER_TIMEOUT_MS = 10_000;
/** Erasure waits for the telemetry service. */
const ERASURE_TIMEOUT_MS = 180_000;

/** @param socketPath null: nobody ever listened */
export function createControlClient(socketPath: string | null, answerTimeoutMs = ANSWER_TIMEOUT_MS): ControlClient {
  if (socketPath === null) return { ask: async () => fail('not-running'), watch: async () => 'not-running' };
  return {
    ask<N extends ControlCall>(name: N, ...args: ControlCalls[N]['args']) {
      type Answer = Result<ControlCalls[N]['result'], ControlFailure>;
      return new Promise<Answer>((resolve) => {
        const body = isRead(name) ? null : JSON.stringify(args);
        const request = http.request({
          socketPath,
          path: `/${name}`,
          method: body === null ? 'GET' : 'POST',
          headers: body === null ? {} : { 'content-type': 'application/json' },
          timeout: name === 'data.erase' ? ERASURE_TIMEOUT_MS : answerTimeoutMs,
        });
        request.on('timeout', () => request.destroy(new Error('no answer in time')));
        request.on('error', (error) => resolve(fail(failureOf(error))));
        request.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', () => resolve(fail('no-answer')));
          response.on('end', () => {
            if (response.statusCode !== 200) return resolve(fail('refused'));
            resolve(ok(JSON.parse(Buffer.concat(chunks).toString('utf8')) as ControlCalls[N]['result']));
          });
        });
        request.end(body ?? undefined);
      });
    },

    watch(onState, signal) {
      return new Promise((resolve) => {
        const request = http.get({ socketPath, path: WATCH_PATH, signal });
        const end = (how: ControlFailure | 'ended'): void => resolve(signal.aborted ? 'interrupted' : how);
        request.on('error', (error) => end(failureOf(error)));
        request.on('response', (response) => {
          if (response.statusCode !== 200) return end('refused');
          let rest = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) onState(JSON.parse(line) as PolicyState);
          });
          response.on('error', () => {}); // Cut off: `close` follows.
          response.on('close', () => end('ended'));
        });
      });
    },
  };
}

/** Not there, or a socket file that a killed run left behind. */
const failureOf = (error: NodeJS.ErrnoException): ControlFailure =>
  ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'EINVAL'].includes(error.code ?? '') ? 'not-running' : 'no-answer';
