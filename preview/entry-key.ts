/**
 * Who may talk to the loopback server, which gives access to the app's IPC: whoever once presented the key that the
 * main process printed, on the right host, and later its cookie. Compared in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Addresses } from './addresses.ts';

export class EntryKey {
  readonly #addresses: Addresses;
  readonly value = randomBytes(24).toString('base64url');
  // Not the key itself: a cookie that leaks from a browser profile does not let anyone enter anew.
  readonly #cookieValue = randomBytes(24).toString('base64url');

  constructor(addresses: Addresses) {
    this.#addresses = addresses;
  }

  /** The `set-cookie` of a successful entry. Cookies ignore ports, so the name carries it. */
  setCookie(): string {
    return `${this.#cookieName}=${this.#cookieValue}; HttpOnly; SameSite=Strict; Path=/`;
  }

  opens(key: string | null): boolean {
    return isSame(key ?? '', this.value);
  }

  /** The Host header is ours: a foreign name that resolves to this machine (DNS rebinding) is refused. */
  isOurHost(request: IncomingMessage): boolean {
    return request.headers.host === this.#addresses.authority;
  }

  /** The request comes from our pages, as far as the browser says where it comes from. */
  isOurOrigin(request: IncomingMessage, isRequired: boolean): boolean {
    const { origin } = request.headers;
    return origin === undefined ? !isRequired : origin === this.#addresses.origin;
  }

  hasCookie(request: IncomingMessage): boolean {
    const expected = `${this.#cookieName}=${this.#cookieValue}`;
    return (request.headers.cookie ?? '').split(/; ?/).some((cookie) => isSame(cookie, expected));
  }

  get #cookieName(): string {
    return `preview${this.#addresses.port}`;
  }
}

/** Digests are compared, so that not even the length shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
