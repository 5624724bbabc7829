/** The option records: one entry a plain option. Store, validation, IPC and the lock state derive from them. */
export interface OptionRecord<V extends string = string> {
  readonly type: 'enum';
  readonly values: readonly V[];
  readonly default: V;
}

export const options = {
  theme: { type: 'enum', values: ['system', 'light', 'dark'], default: 'system' },
  logging: { type: 'enum', values: ['off', 'light', 'full'], default: 'light' },
} as const satisfies Record<string, OptionRecord>;

export type OptionKey = keyof typeof options;
export type OptionValue<K extends OptionKey = OptionKey> = (typeof options)[K]['values'][number];
export type OptionValues = { readonly [K in OptionKey]: OptionValue<K> };
export const OPTION_KEYS = Object.keys(options) as OptionKey[];
export const isOptionKey = (key: string): key is OptionKey => Object.hasOwn(options, key);

export const defaultOptions = (): OptionValues => ({ theme: options.theme.default, logging: options.logging.default });

export const isOptionValue = <K extends OptionKey>(key: K, value: unknown): value is OptionValue<K> =>
  typeof value === 'string' && (options[key].values as readonly string[]).includes(value);
