/**
 * Reads an upload's body within its limits: counted as it comes over the wire, inflated as a stream that stops at the
 * limit. A decompression bomb therefore costs at most the limit plus one chunk, and no time beyond it. What is small, as
 * nearly all bodies are, is inflated in one go, which takes a fraction of what a stream does.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '../../../../common/result.ts';
import { MAX_INFLATED_BYTES, MAX_WIRE_BYTES } from '../../../../common/wire/telemetry.ts';
import type { Lease } from './in-flight.ts';

/** `busy`: no room in memory now. `broken`: not gzip, truncated, or the sender went away. */
export type BodyFault = 'too-large' | 'busy' | 'broken';
export type Encoding = 'gzip' | 'identity';

const INFLATE_CHUNK_BYTES = 64 * 1024;
/** In one go: at most this much on the wire and inflated, which blocks for about two milliseconds. */
const SMALL_WIRE_BYTES = 64 * 1024;
const SMALL_INFLATED_BYTES = 1024 * 1024;

/** Carries the fault out of the pipeline; never leaves this module. */
class Stop extends Error {
  readonly fault: BodyFault;
  constructor(fault: BodyFault) {
    super(fault);
    this.fault = fault;
  }
}

/** `declaredBytes`: the Content-Length, when there is one. What is left of a refused body is discarded unread. */
export async function readBody(
  payload: Readable,
  encoding: Encoding,
  declaredBytes: number | null,
  lease: Lease,
): Promise<Result<Buffer, BodyFault>> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_INFLATED_BYTES) throw new Stop('too-large');
      if (!lease.take(chunk.length)) throw new Stop('busy');
      chunks.push(chunk);
    }
  };
  try {
    if (declaredBytes !== null && declaredBytes > MAX_WIRE_BYTES) throw new Stop('too-large');
    let wire: AsyncIterable<Buffer> | Readable = countWire(payload);
    if (encoding === 'identity') await collect(wire);
    else {
      if (declaredBytes !== null && declaredBytes <= SMALL_WIRE_BYTES) {
        const whole = await gather(wire);
        const inflated = inflateSmall(whole);
        if (inflated) return lease.take(inflated.length) ? ok(inflated) : fail('busy');
        wire = Readable.from([whole]);
      }
      await pipeline(wire, createGunzip({ chunkSize: INFLATE_CHUNK_BYTES }), collect);
    }
    return ok(Buffer.concat(chunks, sizeBytes));
  } catch (error) {
    // The sender can read the answer only while the connection lives, so the rest is let run out instead of cut off;
    // the time that a request may take bounds it.
    payload.on('error', () => {});
    payload.resume();
    return fail(error instanceof Stop ? error.fault : 'broken');
  }
}

async function gather(wire: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of wire) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** @returns null when it is not small once inflated @throws when it is not gzip */
function inflateSmall(wire: Buffer): Buffer | null {
  try {
    return gunzipSync(wire, { maxOutputLength: SMALL_INFLATED_BYTES });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}

async function* countWire(payload: Readable): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_WIRE_BYTES) throw new Stop('too-large');
    yield chunk;
  }
}
