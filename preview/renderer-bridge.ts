/**
 * `electron.contextBridge`. There is one world here, so nothing is isolated; but what crosses is copied, functions become
 * proxies and the result is frozen, so that a page cannot come to depend on more than Electron gives it.
 */
const maxDepth = 1000; // as in Electron

function cross(value: unknown, seen: Map<unknown, unknown>, depth = 0): unknown {
  if (depth > maxDepth) throw new TypeError('Electron contextBridge recursion depth exceeded.');
  if (typeof value === 'function') return proxy(value as (...args: unknown[]) => unknown);
  if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (value instanceof Promise) return crossPromise(value);
  // Only the message survives, and with it no type.
  if (value instanceof Error) return new Error(value.message);
  if (Array.isArray(value)) {
    const out: unknown[] = [];
    seen.set(value, out);
    for (const item of value as unknown[]) out.push(cross(item, seen, depth + 1));
    return Object.freeze(out);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return clone(value);
  const out: Record<string, unknown> = {};
  seen.set(value, out);
  for (const [key, item] of Object.entries(value)) out[key] = cross(item, seen, depth + 1);
  return Object.freeze(out);
}

/** Elements cross as they are; what else the page has is copied or refused. */
function clone(value: object): unknown {
  if (value instanceof Element) return value;
  try {
    return structuredClone(value);
  } catch {
    throw new TypeError('An object could not be cloned.');
  }
}

function proxy(call: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    const crossed = args.map((argument) => cross(argument, new Map()));
    let result: unknown;
    try {
      result = call(...crossed);
    } catch (error) {
      throw cross(error, new Map());
    }
    return cross(result, new Map());
  };
}

function crossPromise(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => cross(value, new Map()),
    (error: unknown) => Promise.reject(cross(error, new Map()) as Error),
  );
}

export const contextBridge: Pick<Electron.ContextBridge, 'exposeInMainWorld'> = {
  exposeInMainWorld(name: string, api: unknown): void {
    if (name in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
    const value = cross(api, new Map());
    Object.defineProperty(window, name, { value, enumerable: true, writable: false, configurable: false });
  },
};
