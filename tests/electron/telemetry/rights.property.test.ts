/**
 * Random lives of a client: policy changes, toggles, sign-ins, crashes, restarts, faults of network and service. A
 * model beside it says which records have a right. Nothing without one may be stored, or may even begin to travel;
 * nothing with one may be missing once all is open again; nothing may be stored twice.
 */
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import type { IncomingRecord } from '../../../common/otlp/decode.ts';
import type { Clock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import type { Transport } from '../../../electron/network.ts';
import { createTelemetry, type Telemetry, type TelemetryFacts } from '../../../electron/telemetry/telemetry.ts';
import { fakeClock, type FakeClock } from '../../fakes/clock.ts';
import { startTelemetryService, type Behaviour, type FakeTelemetryService } from '../../fakes/telemetry-service.ts';
import { nodeTransport } from '../../fakes/transport.ts';
import { environmentWith, factsWith, NOTHING_KNOWN } from './facts.ts';
import { logsOf, until } from './world.ts';

/** Nobody comes first: what was recorded while signed out is visible to, but not sent under, any account. */
const ACCOUNTS = [null, 'ada', 'bob'] as const;
type Account = (typeof ACCOUNTS)[number];
const POLICIES = ['allows', 'stops', 'unknown'] as const;
const FAULTS = ['store', 'drop', 'reset', 'stall', 'half-read', 'half-answer'] as const;

const LIVES = 100;

type Step =
  | { readonly do: 'error' | 'sign-in-error' | 'use' | 'go-on' | 'crash' | 'restart' | 'flush' }
  | { readonly do: 'policy'; readonly to: (typeof POLICIES)[number] }
  | { readonly do: 'consent'; readonly to: 'in' | 'out' }
  | { readonly do: 'account'; readonly to: Account }
  | { readonly do: 'online'; readonly to: boolean }
  | { readonly do: 'service'; readonly to: (typeof FAULTS)[number] | 503 }
  | { readonly do: 'time'; readonly minutes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom<Step>({ do: 'error' }, { do: 'sign-in-error' }, { do: 'use' }) },
  { weight: 5, arbitrary: fc.constantFrom<Step>({ do: 'go-on' }, { do: 'flush' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'crash' }, { do: 'restart' }) },
  { weight: 2, arbitrary: fc.constantFrom('allows' as const, ...POLICIES).map((to): Step => ({ do: 'policy', to })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('in' as const, 'in' as const, 'out' as const).map((to): Step => ({ do: 'consent', to })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...ACCOUNTS).map((to): Step => ({ do: 'account', to })) },
  { weight: 1, arbitrary: fc.boolean().map((to): Step => ({ do: 'online', to })) },
  { weight: 2, arbitrary: fc.constantFrom(...FAULTS, 503 as const).map((to): Step => ({ do: 'service', to })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 90 }).map((minutes): Step => ({ do: 'time', minutes })) },
);

/** One report in the model: whose it is, and whether it still has its right. */
interface Report {
  readonly owner: Account;
  readonly isSignInFailure: boolean;
  hasRight: boolean;
}

class Life {
  readonly clock: FakeClock = fakeClock();
  readonly directory = mkdtempSync(join(tmpdir(), 'parley-test-'));
  readonly service: FakeTelemetryService;
  readonly reports = new Map<string, Report>();
  /** What may have arrived at most (purging ends what has not begun to travel), and what must have. */
  readonly used = { ada: { ever: 0, alive: 0 }, bob: { ever: 0, alive: 0 } };
  readonly violations: string[] = [];
  /** Usage records that began to travel, by their identity. */
  private readonly usedBegun = new Map<string, IncomingRecord>();
  private policy: (typeof POLICIES)[number] = 'allows';
  private readonly consents = new Map<Account, 'in' | 'out'>(
    ACCOUNTS.map((account) => [account, account === 'bob' ? 'out' : 'in']),
  );
  private account: Account = 'ada';
  private isOnline = true;
  private client: { telemetry: Telemetry; kill: () => void };

  constructor(service: FakeTelemetryService) {
    this.service = service;
    this.client = this.open();
  }

  /** The gate as the practices document puts it, written down a second time and in other words. */
  private state(category: Category, owner: Account, isSignInFailure: boolean): 'open' | 'held' | 'closed' {
    if (category === 'census') return 'open';
    if (this.policy === 'stops') return 'closed';
    if (category === 'error' && this.consents.get(owner) !== 'in') return 'closed';
    if (this.policy === 'unknown' || owner !== this.account) return 'held';
    return owner === null && !isSignInFailure ? 'held' : 'open';
  }

  private facts(): TelemetryFacts {
    return factsWith({
      account: this.account,
      consent: this.consents.get(this.account) ?? 'out',
      policy: this.policy,
      organizationName: `Org ${this.account}`,
    });
  }

  private open(): { telemetry: Telemetry; kill: () => void } {
    let isDead = false;
    const clock: Clock = {
      now: () => this.clock.now(),
      monotonicMs: () => this.clock.monotonicMs(),
      after: (delayMs, run) => this.clock.after(delayMs, () => void (isDead || run())),
    };
    const partition = (category: Category): Transport & { kill(): void } => {
      const sockets = nodeTransport((url, init) => this.judge({ category, url, init }));
      // What a killed process would have learned, nobody learns.
      const unlessDead = <T>(promise: Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          promise.then(
            (value) => isDead || resolve(value),
            (error: unknown) => isDead || reject(error as Error),
          );
        });
      return {
        fetch: (url, init) => (isDead ? new Promise(() => {}) : unlessDead(sockets.fetch(url, init))),
        closeAllConnections: () => sockets.closeAllConnections(),
        kill: () => void sockets.closeAllConnections(),
      };
    };
    const transports = { census: partition('census'), usage: partition('usage'), error: partition('error') };
    const telemetry = createTelemetry({
      directory: this.directory,
      clock,
      logger: silentLogger,
      environment: environmentWith(),
      serviceUrl: () => this.service.url,
      transports,
      isOnline: () => this.isOnline,
      facts: NOTHING_KNOWN,
      random: () => 0.1,
    });
    telemetry.start();
    telemetry.setFacts(this.facts());
    const kill = (): void => {
      isDead = true;
      for (const category of CATEGORIES) transports[category].kill();
    };
    return { telemetry, kill };
  }

  /** Called at the very moment at which a request begins. */
  private judge(request: { category: Category; url: string; init: RequestInit }): void {
    const decoded = logsOf(request);
    if (!decoded.ok) return void this.violations.push(decoded.reason);
    for (const record of decoded.value) {
      if (record.category !== request.category) this.violations.push('a category in another partition');
      if (record.category === 'census') continue;
      const report = this.reportOf(record);
      if (record.category === 'usage') this.usedBegun.set(`${record.batchId} ${record.sequence}`, record);
      // Recorded without a right, or purged since by a gate that closed.
      else if (!this.reports.get(String(record.fields['ErrorCode']))?.hasRight)
        this.violations.push('a report that should not exist any more began to travel');
      if (this.state(record.category, report.owner, report.isSignInFailure) !== 'open')
        this.violations.push(`a ${record.category} request began without a right`);
    }
  }

  reportOf({ category, fields }: IncomingRecord): Pick<Report, 'owner' | 'isSignInFailure'> {
    if (category === 'usage')
      return { owner: String(fields['FederationPartner']).slice('Org '.length) as Account, isSignInFailure: false };
    const code = String(fields['ErrorCode']);
    const report = this.reports.get(code);
    if (!report) throw new Error(`nobody recorded ${code}`);
    return report;
  }

  private begunSum(account: Account): number {
    const own = [...this.usedBegun.values()].filter(({ fields }) => fields['FederationPartner'] === `Org ${account}`);
    return own.reduce((sum, { fields }) => sum + Number(fields['IMSent'] ?? 0), 0);
  }

  private changeFacts(): void {
    // The model forgets what a closed gate purges: that of the current principal.
    for (const report of this.reports.values())
      if (report.owner === this.account && this.state('error', this.account, false) === 'closed')
        report.hasRight = false;
    if (this.account !== null && this.state('usage', this.account, false) === 'closed')
      this.used[this.account] = { ever: this.begunSum(this.account), alive: 0 };
    this.client.telemetry.setFacts(this.facts());
  }

  async take(next: Step): Promise<void> {
    switch (next.do) {
      case 'error':
      case 'sign-in-error':
        return this.report(next.do === 'sign-in-error');
      case 'use':
        return this.use();
      case 'flush':
        this.client.telemetry.flushUsage();
        return this.client.telemetry.flushNow();
      case 'go-on':
        for (let i = 0; i < 5; i++) await this.pass(500);
        return;
      case 'time':
        this.clock.advance(next.minutes * 60_000);
        return this.pass(0);
      case 'policy':
        this.policy = next.to;
        return this.changeFacts();
      case 'consent':
        this.consents.set(this.account, next.to);
        return this.changeFacts();
      case 'account':
        this.account = next.to;
        return this.changeFacts();
      case 'online':
        this.isOnline = next.to;
        return;
      case 'service':
        return this.service.behave(next.to === 503 ? { status: 503 } : (next.to satisfies Behaviour));
      case 'crash':
        await new Promise((resolve) => setImmediate(resolve));
        this.client.kill();
        this.client = this.open();
        return;
      case 'restart':
        await this.client.telemetry.stop();
        this.client = this.open();
    }
  }

  private async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }

  private report(isSignInFailure: boolean): void {
    const code = `E${this.reports.size}`;
    const hasRight = this.state('error', this.account, isSignInFailure) === 'open';
    this.reports.set(code, { owner: this.account, isSignInFailure, hasRight });
    const { telemetry } = this.client;
    if (isSignInFailure) telemetry.record('error.sign-in', { Reason: 'refused', ErrorCode: code });
    else telemetry.record('error.exception', { Process: 'main', ErrorType: 'Error', ErrorCode: code });
  }

  private use(): void {
    if (this.account !== null && this.state('usage', this.account, false) === 'open') {
      this.used[this.account].ever += 1;
      this.used[this.account].alive += 1;
    }
    this.client.telemetry.count('usage.communication/IMSent');
  }

  /** Opens everything for everybody, one after the other, until nothing is left to send. */
  async openAll(): Promise<void> {
    this.service.behave('store');
    this.isOnline = true;
    this.policy = 'allows';
    for (const account of ACCOUNTS) {
      this.account = account;
      this.consents.set(account, 'in');
      this.changeFacts();
      this.client.telemetry.flushUsage();
      this.client.telemetry.flushNow();
      const { telemetry } = this.client;
      await until(
        this.clock,
        () =>
          CATEGORIES.every((category) => {
            const { pending, sending } = telemetry.status().categories[category].counts;
            return pending + sending === 0;
          }),
        'an empty spool',
        1_000,
      );
    }
  }

  async end(): Promise<void> {
    await this.client.telemetry.stop();
    this.client.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

test('no record without a right is ever stored, none with one is missing, none is there twice', async () => {
  let stored = 0;
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
      const service = await startTelemetryService();
      const life = new Life(service);
      const everRightful = new Set<string>();
      try {
        for (const next of steps) {
          await life.take(next);
          for (const [code, report] of life.reports) if (report.hasRight) everRightful.add(code);
          if (next.do === 'crash') crashes += 1;
        }
        await life.openAll();
        expect(life.violations).toEqual([]);
        const errors = service.stored().filter(({ category }) => category === 'error');
        const codes = errors.map(({ fields }) => String(fields['ErrorCode']));
        expect(codes.filter((code) => !everRightful.has(code))).toEqual([]);
        expect(new Set(codes).size).toBe(codes.length);
        const mustBeThere = [...life.reports].filter(([, { hasRight }]) => hasRight).map(([code]) => code);
        expect(mustBeThere.filter((code) => !codes.includes(code))).toEqual([]);
        for (const account of ['ada', 'bob'] as const) {
          const sum = service
            .stored()
            .filter(({ category, fields }) => category === 'usage' && fields['FederationPartner'] === `Org ${account}`)
            .reduce((total, { fields }) => total + Number(fields['IMSent'] ?? 0), 0);
          expect(sum).toBeGreaterThanOrEqual(life.used[account].alive);
          expect(sum).toBeLessThanOrEqual(life.used[account].ever);
        }
        stored += service.stored().length;
      } finally {
        await life.end();
        await service.close();
      }
    }),
    { numRuns: LIVES },
  );
  console.log(`rights: ${stored} records stored over ${LIVES} random lives with ${crashes} crashes`);
}, 240_000);
