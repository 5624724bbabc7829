/**
 * Translates between the app's own scheme (`app://bundle/…`), which only Electron can serve, and the loopback origin
 * (`http://localhost:port/…`) that the browser sees instead. One scheme and one host per run.
 */

/** Query parameter by which a page request names its window. */
const windowParameter = '__w';

export class Addresses {
  #port = 0;
  #scheme: string | null = null;
  #host: string | null = null;

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** What the Host header of every request must be. */
  get authority(): string {
    return `localhost:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get scheme(): string | null {
    return this.#scheme;
  }

  listen(port: number): void {
    this.#port = port;
  }

  privilege(scheme: string): void {
    if (this.#scheme !== null && this.#scheme !== scheme)
      throw new Error('preview: only one custom scheme is emulated');
    this.#scheme = scheme;
  }

  isAppUrl(url: string): boolean {
    return this.#scheme !== null && url.startsWith(`${this.#scheme}://`);
  }

  /** Loopback address of an app URL; other URLs stay as they are. The first app URL fixes the host. */
  toHttp(url: string): string {
    if (!this.isAppUrl(url)) return url;
    const [, host, rest] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(url) ?? ['', '', ''];
    this.#host ??= host ?? '';
    if (host !== this.#host) {
      throw new Error(`preview: ${url} has another host than ${this.#host}; only one host is emulated`);
    }
    return `${this.origin}${rest?.startsWith('/') ? '' : '/'}${rest}`;
  }

  /** App URL of a loopback address, without the window's key; other URLs stay as they are. */
  fromHttp(text: string): string {
    const url = URL.parse(text);
    if (url === null || url.origin !== this.origin || this.#scheme === null) return text;
    // Cut out of the text: URLSearchParams would rewrite what the app put into its query.
    const search = url.search
      .slice(1)
      .split('&')
      .filter((part) => part !== '' && !part.startsWith(`${windowParameter}=`))
      .join('&');
    return `${this.#scheme}://${this.#host ?? ''}${url.pathname}${search === '' ? '' : `?${search}`}${url.hash}`;
  }

  /** Origin as the app sees it, for `frame.origin`. */
  originOf(url: string): string {
    if (this.isAppUrl(url)) return `${this.#scheme}://${this.#host ?? ''}`;
    return URL.parse(url)?.origin ?? 'null';
  }

  /** The same loopback address, naming its window, so that the server knows which preload belongs to it. */
  withWindow(httpUrl: string, windowKey: string): string {
    const url = URL.parse(httpUrl);
    if (url === null || url.origin !== this.origin) return httpUrl;
    const separator = url.search === '' ? '?' : '&';
    return `${url.origin}${url.pathname}${url.search}${separator}${windowParameter}=${windowKey}${url.hash}`;
  }

  windowOf(url: URL): string | null {
    return url.searchParams.get(windowParameter);
  }
}
