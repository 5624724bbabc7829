declare module 'plist' {
  /** Throws on what is not a property list. */
  export function parse(xml: string): unknown;
}
