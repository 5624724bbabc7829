/** `electron.protocol`: the app's own scheme, answered by the handler that main registers. */
import type { Addresses } from './addresses.ts';

type Handler = (request: Request) => Response | Promise<Response>;

export class PreviewProtocol {
  readonly #addresses: Addresses;
  readonly #isReady: () => boolean;
  readonly #handlers = new Map<string, Handler>();

  constructor(addresses: Addresses, isReady: () => boolean) {
    this.#addresses = addresses;
    this.#isReady = isReady;
  }

  /** @throws after ready, and for a second custom scheme (one is emulated). */
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (this.#isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) this.#addresses.privilege(scheme);
  }

  handle(scheme: string, handler: Handler): void {
    this.#assertReady('handle');
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    this.#handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    this.#assertReady('unhandle');
    if (!this.#handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    this.#assertReady('isProtocolHandled');
    return this.#handlers.has(scheme);
  }

  /** The handler's answer for a request to the app's scheme. @throws net::ERR_UNKNOWN_URL_SCHEME without a handler. */
  async respond(request: Request): Promise<Response> {
    const scheme = new URL(request.url).protocol.slice(0, -1);
    const handler = this.#handlers.get(scheme);
    if (handler === undefined) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
    return await handler(request);
  }

  /** In Electron the methods do not exist before ready, since they belong to the default session. */
  #assertReady(method: string): void {
    if (!this.#isReady()) throw new TypeError(`protocol.${method} is not a function (the app is not ready)`);
  }
}
