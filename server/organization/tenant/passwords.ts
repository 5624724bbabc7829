/**
 * Password hashes: scrypt off the main thread, with its cost parameters stored beside each hash so that they can rise.
 * How many run at once is bounded, for each takes memory by its cost.
 */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

export interface ScryptCost {
  /** CPU and memory cost, a power of two. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
}
/** 32 MiB and three passes a hash. */
export const COST: ScryptCost = { n: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Node's thread pool has four threads; more would only wait there, out of sight. */
const MAX_RUNNING = 4;
/** More sign-ins than this at once are turned away rather than queued. */
const MAX_WAITING = 64;

export interface PasswordHasher {
  /** A new hash in the form `scrypt$n$r$p$salt$hash`. */
  hash(password: string): Promise<string>;
  /** Whether `password` made `stored`. With null it does the same work for an account that does not exist: false. */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** True while so many wait that another should be turned away. */
  isBusy(): boolean;
}

export function createPasswordHasher(cost: ScryptCost = COST): PasswordHasher {
  const limit = createLimit(MAX_RUNNING);
  const derive = (password: string, salt: Buffer, by: ScryptCost): Promise<Buffer> =>
    limit.run(() => scryptAsync(password.normalize('NFC'), salt, by));
  const decoySalt = randomBytes(SALT_BYTES);
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await derive(password, salt, cost);
      return ['scrypt', cost.n, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
    },
    async verify(password, stored) {
      const known = stored === null ? null : parseHash(stored);
      const actual = await derive(password, known?.salt ?? decoySalt, known?.cost ?? cost);
      return timingSafeEqual(actual, known?.hash ?? Buffer.alloc(HASH_BYTES)) && known !== null;
    },
    isBusy: () => limit.waiting() >= MAX_WAITING,
  };
}

function parseHash(stored: string): { cost: ScryptCost; salt: Buffer; hash: Buffer } {
  const [kind, n, r, p, salt = '', hash = ''] = stored.split('$');
  const parsed = {
    cost: { n: Number(n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
  if (kind !== 'scrypt' || parsed.hash.length !== HASH_BYTES) throw new Error('A stored password hash is damaged.');
  return parsed;
}

function scryptAsync(password: string, salt: Buffer, { n, r, p }: ScryptCost): Promise<Buffer> {
  // The work area is 128 * r * (n + p + 2) bytes; Node refuses what needs more than `maxmem`.
  const options: ScryptOptions = { N: n, r, p, maxmem: 256 * r * (n + p + 2) };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Runs at most `max` jobs at once, the others in the order in which they came. */
function createLimit(max: number): { run<T>(job: () => Promise<T>): Promise<T>; waiting(): number } {
  let running = 0;
  const queue: (() => void)[] = [];
  return {
    waiting: () => queue.length,
    async run(job) {
      if (running >= max) await new Promise<void>((resolve) => queue.push(resolve));
      else running++;
      try {
        return await job();
      } finally {
        const next = queue.shift();
        // The next one takes over this one's place; without one it becomes free.
        if (next) next();
        else running--;
      }
    },
  };
}
