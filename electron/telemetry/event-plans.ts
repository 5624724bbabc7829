/**
 * What a record of each event may hold under the present facts: the values that the pipeline fills in (identity,
 * environment), and the fields that the consent covers. Worked out once for each event and set of facts, because
 * recording must cost next to nothing.
 */
import { eventOf, fieldsOf, type EventName } from '../../common/catalogue/catalogue.ts';
import type { Category, Field, FieldValue, FieldValues } from '../../common/catalogue/types.ts';
import { isValidValue, validateEvent } from '../../common/catalogue/validate.ts';
import { isFieldAgreed } from '../../common/consent/decide.ts';
import { encodeAttributes } from '../../common/otlp/encode-protobuf.ts';
import type { Logger } from '../logging/logger.ts';
import type { Environment, TelemetryFacts } from './contract.ts';
import { createGate, type Gate } from './gate.ts';
import { hashedUserId } from './identity.ts';

export interface EventPlan {
  readonly category: Category;
  readonly isWhileSignedOut: boolean;
  /** May a record of this event be written now? */
  readonly isOpen: boolean;
  /** @returns null (logged, without values) when the fields do not make a valid record. */
  compose(fields: Readonly<Record<string, unknown>>): Composed | null;
}
/** The values of a record: those that its caller gave, and those that all records of the event share now, encoded. */
export interface Composed {
  readonly fields: FieldValues;
  readonly shared: Uint8Array;
}
export interface EventPlans {
  readonly gate: Gate;
  of(event: EventName): EventPlan;
}
export interface EventPlansDeps {
  readonly facts: TelemetryFacts;
  readonly environment: Environment;
  readonly logger: Logger;
  deviceId(): string | null;
}

export function createEventPlans(deps: EventPlansDeps): EventPlans {
  const gate = createGate(deps.facts.gate);
  const plans = new Map<EventName, EventPlan>();
  return {
    gate,
    of(event) {
      let plan = plans.get(event);
      if (!plan) plans.set(event, (plan = planOf(event, gate, deps)));
      return plan;
    },
  };
}

function planOf(event: EventName, gate: Gate, deps: EventPlansDeps): EventPlan {
  const { category, isWhileSignedOut = false } = eventOf(event);
  const isOpen = gate.decision(category, isWhileSignedOut).state === 'open';
  const isAgreed = (name: string): boolean =>
    category !== 'error' || isFieldAgreed(deps.facts.gate.consent, event, name);
  const fields = fieldsOf(event);
  // An opt-in that does not cover a field which every record of the event carries does not cover the event.
  const isCovered = fields.every(([name, field]) => field.optional === true || isAgreed(name));
  const filled = fields.filter(([name, field]) => field.filledByPipeline === true && isAgreed(name));
  const dropped = new Set(fields.filter(([name]) => !isAgreed(name)).map(([name]) => name));
  const reserved = new Set(fields.filter(([, field]) => field.filledByPipeline).map(([name]) => name));
  const own = new Map(fields.filter(([name]) => !reserved.has(name)));
  const requiredCount = fields.filter(([name, field]) => own.has(name) && !field.optional && isAgreed(name)).length;
  let constants: Constants | null = null;
  const address = filled.find(([name]) => name === 'IPAddress')?.[1];
  return {
    category,
    isWhileSignedOut,
    isOpen: isOpen && isCovered,
    compose(given) {
      constants ??= constantsOf(filled, category, deps);
      const values: Record<string, FieldValue> = {};
      let count = 0;
      for (const name of Object.keys(given)) {
        const value = given[name];
        if (reserved.has(name)) return refuse(event, name, 'filled-by-pipeline', deps.logger);
        if (value === undefined || dropped.has(name)) continue;
        const field = own.get(name);
        if (!field || !isValidValue(field, value as FieldValue)) return explain(event, given, deps.logger);
        if (!field.optional) count += 1;
        values[name] = value as FieldValue;
      }
      if (count < requiredCount || !constants.isComplete) return explain(event, given, deps.logger);
      if (address) addAddress(values, address, deps.environment);
      return { fields: values, shared: constants.encoded };
    },
  };
}

/** Says what the full validation finds wrong. */
function explain(event: EventName, given: Readonly<Record<string, unknown>>, logger: Logger): null {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const filledByPipeline = new Set(fieldsOf(event).flatMap(([name, field]) => (field.filledByPipeline ? [name] : [])));
  const problems = validateEvent(event, present);
  const problem = problems.find(({ field }) => !filledByPipeline.has(field)) ?? problems[0];
  return refuse(event, problem?.field ?? event, problem?.reason ?? 'missing', logger);
}

/** Names and reasons are the catalogue's words, except an unknown field's name, which a caller of ours wrote. */
function refuse(event: EventName, field: string, reason: string, logger: Logger): null {
  const isKnown = fieldsOf(event).some(([name]) => name === field);
  logger.warn('A record did not fit the catalogue and was not written.', {
    event,
    field: isKnown ? field : null,
    reason,
  });
  return null;
}

/** What the pipeline fills in and does not change from record to record. */
interface Constants {
  readonly encoded: Uint8Array;
  /** All that a record must have is known. */
  readonly isComplete: boolean;
}

function constantsOf(
  filled: readonly (readonly [string, Field])[],
  category: Category,
  deps: EventPlansDeps,
): Constants {
  const values: Record<string, FieldValue> = {};
  let isComplete = true;
  for (const [name, field] of filled) {
    const value = pipelineValue(name, category, deps);
    // What is unknown or malformed is left out, never replaced; without a required one there is no record.
    if (value !== null && isValidValue(field, value)) values[name] = value;
    else if (!field.optional && name !== 'IPAddress') isComplete = false;
  }
  return { encoded: encodeAttributes(values), isComplete };
}

function pipelineValue(name: string, category: Category, deps: EventPlansDeps): FieldValue | null {
  const { environment, facts } = deps;
  switch (name) {
    case 'AppName':
      return environment.appName;
    case 'AppVersion':
      return environment.appVersion;
    case 'DeviceModel':
      return environment.deviceModel;
    case 'OSName':
      return environment.osName;
    case 'OSVersion':
      return environment.osVersion;
    case 'UserLanguage':
      return environment.language;
    case 'Region':
      return environment.region;
    case 'FederationPartner':
      return facts.organizationName;
    case 'UserID':
      return userId(category, facts);
    case 'SipUri':
      return facts.identity?.sipUri ?? null;
    case 'DeviceID':
      return deps.deviceId();
    default:
      return null;
  }
}

function userId(category: Category, { identity }: TelemetryFacts): string | null {
  if (!identity) return null;
  return category === 'census' ? hashedUserId(identity.hashingKey, identity.accountId) : identity.accountId;
}

/** Asked for each record: networks change while the program runs. */
function addAddress(values: Record<string, unknown>, field: Field, environment: Environment): void {
  const address = environment.ipAddress();
  if (address !== null && isValidValue(field, address)) values['IPAddress'] = address;
}
