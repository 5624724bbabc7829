/**
 * What a record of each event may hold under the present facts: the values that the pipeline fills in (identity,
 * environment), and the fields that the consent covers. Worked out once for each event and set of facts, because
 * recording must cost next to nothing.
 */
import { eventOf, fieldsOf, type EventName } from '../../common/catalogue/catalogue.ts';
import type { Category, Field, FieldValue, FieldValues } from '../../common/catalogue/types.ts';
import { isValidValue, validateEvent } from '../../common/catalogue/validate.ts';
import { isFieldAgreed } from '../../common/consent/decide.ts';
import type { Logger } from '../logging/logger.ts';
import type { Environment, TelemetryFacts } from './contract.ts';
import { createGate, type Gate } from './gate.ts';
import { hashedUserId } from './identity.ts';

export interface EventPlan {
  readonly category: Category;
  readonly isWhileSignedOut: boolean;
  /** May a record of this event be written now? */
  readonly isOpen: boolean;
  /** @returns the complete values, or null (logged, without values) when they do not make a valid record. */
  compose(fields: Readonly<Record<string, unknown>>): FieldValues | null;
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
  let constants: FieldValues | null = null;
  const address = filled.find(([name]) => name === 'IPAddress')?.[1];
  return {
    category,
    isWhileSignedOut,
    isOpen: isOpen && isCovered,
    compose(own) {
      constants ??= constantValues(filled, category, deps);
      const values: Record<string, unknown> = { ...constants };
      for (const name of Object.keys(own)) {
        if (reserved.has(name)) return refuse(event, name, 'filled-by-pipeline', deps.logger);
        if (own[name] !== undefined && !dropped.has(name)) values[name] = own[name];
      }
      if (address) addAddress(values, address, deps.environment);
      const [problem] = validateEvent(event, values);
      return problem ? refuse(event, problem.field, problem.reason, deps.logger) : (values as FieldValues);
    },
  };
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

function constantValues(
  filled: readonly (readonly [string, Field])[],
  category: Category,
  deps: EventPlansDeps,
): FieldValues {
  const values: Record<string, FieldValue> = {};
  for (const [name, field] of filled) {
    const value = pipelineValue(name, category, deps);
    // What is unknown or malformed is left out, never replaced; a required one then fails the validation.
    if (value !== null && isValidValue(field, value)) values[name] = value;
  }
  return values;
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
