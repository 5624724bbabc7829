/**
 * The language of the catalogue: what an event, a field and a class of data are.
 * A field whose class its category forbids does not compile; see `census`, `usage` and `error` below.
 */

export const CATEGORIES = ['census', 'usage', 'error'] as const;
export type Category = (typeof CATEGORIES)[number];

/**
 * - `system`: metadata of the app, the device model or the operating system; identifies nobody.
 * - `organization`: may identify the organization.
 * - `user-pseudonymous`: a hashed user ID or the device GUID; linkable across reports, not readable.
 * - `user`: may identify the user.
 */
export type Classification = 'system' | 'organization' | 'user-pseudonymous' | 'user';

/** What the practices document lets each category carry. Errors take no device ID, so no pseudonymous class at all. */
interface AllowedClassification {
  census: 'system' | 'user-pseudonymous';
  usage: 'system' | 'organization';
  error: 'system' | 'organization' | 'user';
}

/** The same table for run-time checks of a catalogue that was built without the compiler (tests, generated docs). */
export const ALLOWED_CLASSIFICATIONS: { readonly [C in Category]: readonly Classification[] } = {
  census: ['system', 'user-pseudonymous'],
  usage: ['system', 'organization'],
  error: ['system', 'organization', 'user'],
};

/** Types that are a bounded, patterned string. There is no free text: see `validate.ts` for each pattern. */
export type StringFieldType =
  | 'guid'
  | 'version'
  | 'language'
  | 'region'
  | 'identifier'
  | 'model'
  | 'name'
  | 'account-id'
  | 'thread-id'
  | 'ip-address'
  | 'sip-uri';
/** `count` is ≥ 0; `integer` may be negative (exit codes). Both are safe integers. */
export type NumberFieldType = 'count' | 'integer';
export type FieldType = StringFieldType | NumberFieldType | 'enum' | 'frames';

interface FieldCommon<C extends Classification> {
  readonly classification: C;
  /** What it is and why it is collected, for a person who does not know what telemetry is. */
  readonly description: string;
  /** Left out when it is not known; never filled with a placeholder. */
  readonly optional?: true;
  /** Filled by the pipeline (identity, environment); a caller of `record` cannot set it. */
  readonly filledByPipeline?: true;
  /** What the telemetry service does before it stores the value. */
  readonly atService?: 'hashed';
}
export type Field<C extends Classification = Classification> =
  | (FieldCommon<C> & { readonly type: StringFieldType; readonly example: string })
  | (FieldCommon<C> & { readonly type: NumberFieldType; readonly unit?: string; readonly example: number })
  | (FieldCommon<C> & { readonly type: 'enum'; readonly values: readonly string[]; readonly example: string })
  | (FieldCommon<C> & { readonly type: 'frames'; readonly example: readonly string[] });

export type Fields<C extends Classification = Classification> = { readonly [name: string]: Field<C> };

interface EventBody<F> {
  readonly purpose: string;
  readonly owner: string;
  /** How long the service keeps it. */
  readonly retentionDays: number;
  /** Fields are counters that the client adds up and flushes once an hour (usage) or a day (census). */
  readonly isCounted?: true;
  /** May be recorded while nobody is signed in, once the tenant's signed switch is known. */
  readonly isWhileSignedOut?: true;
  readonly fields: F;
}
export interface Event<C extends Category = Category, F extends Fields = Fields> extends EventBody<F> {
  readonly category: C;
}

export const census = <const F extends Fields<AllowedClassification['census']>>(
  body: EventBody<F>,
): Event<'census', F> => ({
  category: 'census',
  ...body,
});
export const usage = <const F extends Fields<AllowedClassification['usage']>>(
  body: EventBody<F>,
): Event<'usage', F> => ({
  category: 'usage',
  ...body,
});
export const error = <const F extends Fields<AllowedClassification['error']>>(
  body: EventBody<F>,
): Event<'error', F> => ({
  category: 'error',
  ...body,
});

/** The TypeScript type of a field's value. */
export type ValueOf<F> = F extends { type: NumberFieldType }
  ? number
  : F extends { type: 'enum'; values: readonly (infer V)[] }
    ? V
    : F extends { type: 'frames' }
      ? readonly string[]
      : string;
type OptionalNames<F> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F];
type CallerNames<F> = { [K in keyof F]: F[K] extends { filledByPipeline: true } ? never : K }[keyof F];
/** What a caller of `record` passes: every field that the pipeline does not fill. */
export type CallerFields<F> = {
  readonly [K in Exclude<CallerNames<F>, OptionalNames<F>>]: ValueOf<F[K]>;
} & { readonly [K in Extract<CallerNames<F>, OptionalNames<F>>]?: ValueOf<F[K]> };

export type FieldValue = string | number | readonly string[];
export type FieldValues = Readonly<Record<string, FieldValue>>;
