/**
 * The option records: one entry a plain option. Store, validation, IPC, the lock state and the control on the General
 * tab derive from them.
 */
import { LANGUAGE_CHOICES, PSEUDO_LANGUAGE } from '../messages/languages.ts';

export type OptionRecord =
  | { readonly type: 'enum'; readonly values: readonly string[]; readonly default: string }
  | { readonly type: 'boolean'; readonly default: boolean };

export const options = {
  openAtLogin: { type: 'boolean', default: false },
  // Off, so that closing the window ends Parley as it ends other programs, until somebody asks for something else.
  minimizeToTray: { type: 'boolean', default: false },
  theme: { type: 'enum', values: ['system', 'light', 'dark'], default: 'system' },
  // The pseudo-language is spoken by development builds only (`electron/windows/follow-language.ts`).
  language: { type: 'enum', values: [...LANGUAGE_CHOICES, PSEUDO_LANGUAGE], default: 'system' },
  logging: { type: 'enum', values: ['off', 'light', 'full'], default: 'light' },
} as const satisfies Record<string, OptionRecord>;

type Options = typeof options;
export type OptionKey = keyof Options;
export type OptionValue<K extends OptionKey = OptionKey> = {
  [P in K]: Options[P] extends { readonly values: readonly (infer V extends string)[] } ? V : boolean;
}[K];
export type OptionValues = { readonly [K in OptionKey]: OptionValue<K> };
type KeysOf<Type extends OptionRecord['type']> = {
  [K in OptionKey]: Options[K] extends { readonly type: Type } ? K : never;
}[OptionKey];
/** Options with a list of values, and options that are on or off. */
export type EnumOptionKey = KeysOf<'enum'>;
export type BooleanOptionKey = KeysOf<'boolean'>;

export const OPTION_KEYS = Object.keys(options) as OptionKey[];
export const isOptionKey = (key: string): key is OptionKey => Object.hasOwn(options, key);

export const defaultOptions = (): OptionValues =>
  Object.fromEntries(OPTION_KEYS.map((key) => [key, options[key].default])) as OptionValues;

export function isOptionValue<K extends OptionKey>(key: K, value: unknown): value is OptionValue<K> {
  const record: OptionRecord = options[key];
  if (record.type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'string' && record.values.includes(value);
}
