/** The service's own page: what is stored, what was refused, which organizations are known. Pure: data in, HTML out. */
import { EVENT_NAMES, eventOf } from '../../../../common/catalogue/catalogue.ts';
import { CATEGORIES, type Category } from '../../../../common/catalogue/types.ts';
import type { KeptRecord } from '../store/store.ts';
import { html, type Html } from './html.ts';
import { isoTime, type Summary } from './summary.ts';
import { cards, CATEGORY_WORDS, countsTable, recordsTable, refusalsTable, shownTime, tenantsTable } from './tables.ts';

export interface PageFilter {
  readonly category: Category | '';
  readonly event: string;
  readonly tenantId: string;
}
export interface PageData {
  readonly summary: Summary;
  readonly filter: PageFilter;
  readonly nowMs: number;
  /** Newest first, of each category that the filter shows. */
  readonly latest: ReadonlyMap<Category, readonly KeptRecord[]>;
}

export function overviewPage(data: PageData): string {
  const { summary, filter, nowMs } = data;
  return document(
    'Stored telemetry',
    html`<header class="bar">
        <div>
          <p class="brand">Parley</p>
          <h1>Stored telemetry</h1>
        </div>
        <nav aria-label="Page">
          <label class="live" hidden><input type="checkbox" data-live /> Update every 5 seconds</label>
          <a class="button" href="${linkTo(filter)}">Refresh</a>
          <form method="post" action="/sign-out"><button>Sign out</button></form>
        </nav>
      </header>
      <main>
        <div data-fresh>
          <p class="quiet">As of <time datetime="${isoTime(nowMs)}">${shownTime(nowMs)}</time>. Times are UTC.</p>
          ${cards(summary)}
          <div class="columns">${countsTable(summary)} ${refusalsTable(summary)}</div>
          ${tenantsTable(summary.tenants)}
        </div>
        <section aria-labelledby="records">
          <h2 id="records">Latest records</h2>
          ${filterForm(data)}
          <div data-fresh>${[...data.latest].map(([category, records]) => recordsTable(category, records))}</div>
        </section>
      </main>`,
  );
}

export function signInPage(problem: string | null): string {
  return document(
    'Sign in',
    html`<main class="narrow">
      <p class="brand">Parley</p>
      <h1>Stored telemetry</h1>
      <p>Sign in with the reader token: it is in the file <code>reader-token</code> of the service’s data folder.</p>
      ${problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="/sign-in" class="stack">
        <label for="token">Reader token</label>
        <input id="token" name="token" type="password" required autocomplete="current-password" maxlength="512" />
        <button class="primary">Sign in</button>
      </form>
    </main>`,
  );
}

function document(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Parley telemetry service</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/page.css" />
        <script src="/assets/refresh.js" type="module"></script>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
}

function filterForm({ filter, summary }: PageData): Html {
  const option = (value: string, words: string, chosen: string): Html =>
    value === chosen
      ? html`<option value="${value}" selected>${words}</option>`
      : html`<option value="${value}">${words}</option>`;
  const events = EVENT_NAMES.filter((name) => filter.category === '' || eventOf(name).category === filter.category);
  return html`<form method="get" action="/" class="filter">
    <label
      >Category
      <select name="category">
        ${option('', 'All', filter.category)}
        ${CATEGORIES.map((category) => option(category, CATEGORY_WORDS[category], filter.category))}
      </select></label
    >
    <label
      >Event
      <select name="event">
        ${option('', 'All', filter.event)} ${events.map((name) => option(name, name, filter.event))}
      </select></label
    >
    <label
      >Organization
      <select name="tenantId">
        ${option('', 'All', filter.tenantId)}
        ${summary.tenants.map(({ tenantId, name }) => option(tenantId, name, filter.tenantId))}
      </select></label
    >
    <button>Show</button>
  </form>`;
}

const linkTo = (filter: PageFilter): string =>
  `/?${new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()}`;
