/**
 * Puts the telemetry pipeline together. `record` → catalogue and gate (`event-plans`) → `turn` → `spool` → `upload-lane`
 * → telemetry service; `closings` takes away what lost its right. Nothing in here throws towards its callers.
 */
import { CATEGORIES, type Category } from '../../common/catalogue/types.ts';
import type { ClosingReceipt } from '../../common/telemetry/views.ts';
import { takeCensus } from './census.ts';
import { createChangeNotice } from './change-notice.ts';
import { createClockWatch, type ClockWatch } from './clock-watch.ts';
import { createClosings } from './closings.ts';
import type { Telemetry, TelemetryDeps, TelemetryFacts } from './contract.ts';
import { eraseSent } from './erasure.ts';
import { createEventPlans, type EventPlans } from './event-plans.ts';
import { tidy } from './housekeeping.ts';
import { deviceId, renewDeviceId } from './identity.ts';
import { ERROR_UPLOAD_DELAY_MS, HOUR_MS, HOUSEKEEPING_INTERVAL_MS, MAX_TICK_MS } from './limits.ts';
import { foldFresh, hasDoomed } from './records-table.ts';
import { createSpool } from './spool.ts';
import { readLastSeen, writeLastSeen } from './state-tables.ts';
import { noStatus, readBody, readRecords, readStatus } from './status.ts';
import { createTurn } from './turn.ts';
import { createUploadLane, type LanePassage, type UploadLane } from './upload-lane.ts';
import { counterParts, flushUsage, utcHour } from './usage.ts';

export type { Environment, Telemetry, TelemetryDeps, TelemetryFacts, TelemetryIdentity } from './contract.ts';

/** Census has no switch: its gate never closes, so only these leave receipts. */
const CLOSABLE: readonly Category[] = ['usage', 'error'];
const UPLOAD_DELAY_MS: { readonly [C in Category]: number } = { census: 0, usage: 0, error: ERROR_UPLOAD_DELAY_MS };

export function createTelemetry(deps: TelemetryDeps): Telemetry {
  const { clock, logger, directory, environment } = deps;
  let facts = deps.facts;
  let plans = plansOf(facts);
  let isRunning = false;
  let isStopped = false;
  let clockWatch: ClockWatch | null = null;
  let tidiedAtMs = -Infinity;
  let knownDeviceId: string | null = null;
  let cancelTick: (() => void) | null = null;
  let statusRead: { readonly revision: number; readonly value: ReturnType<typeof readStatus> } | null = null;

  const notice = createChangeNotice(clock);
  const spool = createSpool({ directory, clock, logger, onOpened, onUnavailable: notice.changed });
  const turn = createTurn({
    spool,
    logger,
    now: clock.now,
    onCommitted(categories) {
      notice.changed();
      for (const category of categories) wake(category, UPLOAD_DELAY_MS[category]);
    },
  });
  const closings = createClosings({ spool, turn, now: clock.now });
  const lanes = Object.fromEntries(CATEGORIES.map((category) => [category, laneOf(category)])) as {
    readonly [C in Category]: UploadLane;
  };

  function plansOf(current: TelemetryFacts): EventPlans {
    return createEventPlans({ facts: current, environment, logger, deviceId: () => currentDeviceId() });
  }

  function currentDeviceId(): string | null {
    knownDeviceId ??= deviceId(directory, environment.machineId(), logger);
    return knownDeviceId;
  }

  /** The last step of an erasure: from now on nothing can be linked to what was erased. */
  function renewDevice(): void {
    guarded(() => {
      knownDeviceId = renewDeviceId(directory, environment.machineId());
      plans = plansOf(facts);
    });
  }

  function laneOf(category: Category): UploadLane {
    return createUploadLane({
      category,
      transport: deps.transports[category],
      serviceUrl: deps.serviceUrl,
      clock,
      logger,
      spool,
      random: deps.random ?? Math.random,
      isOnline: deps.isOnline,
      uploadDelayMs: UPLOAD_DELAY_MS[category],
      passage: () => passageOf(category),
      settle: turn.settle,
      // Census carries nothing of an organization, so no token either.
      authorization: () =>
        category === 'census' ? undefined : facts.uploadToken === null ? null : `Bearer ${facts.uploadToken}`,
      onServerDate(dateMs) {
        clockWatch?.serverSaid(dateMs);
        census();
      },
      onChanged: notice.changed,
    });
  }

  function passageOf(category: Category): LanePassage | null {
    const passage = plans.gate.passage(category);
    if (!isRunning || passage === 'none') return null;
    // The right to census is the device's: it does not come and go with who is signed in.
    const principal = category === 'census' ? null : facts.principal;
    return { principal, onlyWhileSignedOut: passage === 'while-signed-out' };
  }

  function wake(category: Category, delayMs: number): void {
    if (isRunning) lanes[category].wake(delayMs);
  }

  /** The spool is there, perhaps again: first what is owed, then what was recorded meanwhile. */
  function onOpened(): void {
    if (clockWatch === null) {
      const lastSeen = spool.read(readLastSeen);
      clockWatch = createClockWatch(clock, logger, lastSeen.ok ? lastSeen.value : null);
    }
    closings.makeGood();
    spool.write(foldFresh);
    // A purge that the end of the last run interrupted.
    const interrupted = spool.read(hasDoomed);
    if (interrupted.ok && interrupted.value) spool.scrub();
    turn.settle();
    for (const category of CATEGORIES) wake(category, UPLOAD_DELAY_MS[category]);
    notice.changed();
  }

  function applyFacts(): ClosingReceipt[] {
    const cutOff = new Set(CATEGORIES.filter((category) => lanes[category].reconsider()));
    const receipts: ClosingReceipt[] = [];
    for (const category of CLOSABLE) {
      const decision = plans.gate.decision(category, false);
      const { principal } = facts;
      if (decision.state === 'open') closings.opened(category, principal);
      if (decision.state !== 'closed') continue;
      const receipt = closings.closed({ category, principal, decision, aborted: cutOff.has(category) ? 1 : 0 });
      if (receipt) receipts.push(receipt);
    }
    return receipts;
  }

  function census(): void {
    if (!isRunning) return;
    turn.settle();
    const { principal } = facts;
    const mayRepeat = clockWatch?.isTrusted() ?? true;
    const now = clock.now();
    if (!takeCensus(spool, { principal, plans, appVersion: environment.appVersion, now, mayRepeat })) return;
    notice.changed();
    wake('census', UPLOAD_DELAY_MS.census);
  }

  function usage(exceptHour: number | null): void {
    turn.settle();
    if (plans.gate.passage('usage') !== 'all') return;
    if (flushUsage(spool, facts.principal, plans, exceptHour) === 0) return;
    notice.changed();
    wake('usage', UPLOAD_DELAY_MS.usage);
  }

  function housekeeping(): void {
    if (clock.monotonicMs() - tidiedAtMs < HOUSEKEEPING_INTERVAL_MS) return;
    tidiedAtMs = clock.monotonicMs();
    turn.settle();
    const evicted = spool.write((sql) => tidy(sql, clock.now(), clockWatch?.mayEvict() ?? false));
    if (!evicted.ok || evicted.value === 0) return;
    logger.warn('Records that waited too long were evicted.', { count: evicted.value });
    spool.scrub();
    notice.changed();
  }

  /** At each UTC hour, and in between because the wall clock may have moved. */
  function tick(): void {
    cancelTick = clock.after(Math.min(HOUR_MS - (clock.now() % HOUR_MS), MAX_TICK_MS), tick);
    due();
  }

  function due(): void {
    housekeeping();
    census();
    usage(utcHour(clock.now()));
  }

  /** Telemetry must never be the reason why something else fails. */
  function guarded(step: () => void): void {
    try {
      if (!isStopped) step();
    } catch (error) {
      logger.error('A step of telemetry failed.', { type: error instanceof Error ? error.name : typeof error });
    }
  }

  return {
    record(event, fields) {
      guarded(() => {
        const plan = plans.of(event);
        if (!plan.isOpen) return;
        const composed = plan.compose(fields);
        if (!composed) return;
        const { category, isWhileSignedOut } = plan;
        turn.record({
          principal: facts.principal,
          category,
          event,
          at: clock.now(),
          isWhileSignedOut,
          ...composed,
        });
      });
    },
    count(counter, by = 1) {
      guarded(() => {
        const parts = counterParts(counter);
        if (!parts || !plans.of(parts.event).isOpen || !Number.isSafeInteger(by) || by <= 0) return;
        turn.count(facts.principal, { hour: utcHour(clock.now()), ...parts, value: by });
      });
    },
    countSignIn(outcome) {
      guarded(() => turn.countSignIn(outcome === 'attempt' ? 1 : 0, outcome === 'failure' ? 1 : 0));
    },
    setFacts(next) {
      let receipts: readonly ClosingReceipt[] = [];
      guarded(() => {
        facts = next;
        plans = plansOf(next);
        receipts = applyFacts();
        turn.settle();
        if (isRunning) {
          due();
          for (const category of CATEGORIES) wake(category, 0);
        }
        notice.changed();
      });
      return receipts;
    },
    status() {
      turn.settle();
      if (statusRead?.revision !== notice.revision()) {
        const read = spool.read((sql) => readStatus(sql, facts.principal));
        statusRead = read.ok ? { revision: notice.revision(), value: read.value } : null;
      }
      return { ...(statusRead?.value ?? noStatus()), spool: spool.isAvailable() ? 'ok' : 'unavailable' };
    },
    records(query) {
      turn.settle();
      const read = spool.read((sql) => readRecords(sql, facts.principal, query));
      return read.ok ? read.value : [];
    },
    body(batchId) {
      const read = spool.read((sql) => readBody(sql, facts.principal, batchId));
      return read.ok ? read.value : null;
    },
    async erase(category) {
      turn.settle();
      const erased = await eraseSent(
        { ...deps, spool, transport: deps.transports[category] },
        category,
        facts.principal,
      );
      if (category === 'census' && erased.ok && erased.value.refused === 0) renewDevice();
      notice.changed();
      return erased;
    },
    removePrincipal(principal) {
      guarded(() => {
        for (const category of CATEGORIES) lanes[category].cutOffPrincipal(principal);
        closings.removed(principal);
        for (const category of CATEGORIES) wake(category, 0);
        notice.changed();
      });
    },
    onChanged: notice.subscribe,
    flushNow() {
      guarded(() => {
        spool.retry();
        turn.settle();
        if (!isRunning) return;
        due();
        for (const category of CATEGORIES) lanes[category].hurry();
      });
    },
    flushUsage: () => guarded(() => usage(null)),
    resumed() {
      guarded(() => {
        clockWatch?.rebase();
        cancelTick?.();
        if (isRunning) tick();
      });
    },
    start() {
      guarded(() => {
        if (isRunning) return;
        isRunning = true;
        spool.retry();
        // Facts that know nothing yet must not purge what a later word may allow.
        if (facts.gate.isStarted) applyFacts();
        tick();
        for (const category of CATEGORIES) wake(category, 0);
      });
    },
    async stop() {
      if (isStopped) return;
      turn.settle();
      if (clockWatch?.mayEvict()) spool.write((sql) => writeLastSeen(sql, clock.now()));
      isRunning = false;
      isStopped = true;
      cancelTick?.();
      notice.stop();
      await Promise.all(CATEGORIES.map((category) => lanes[category].stop()));
      await spool.close();
    },
  };
}
