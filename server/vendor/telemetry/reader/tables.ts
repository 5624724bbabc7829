/** The tables and numbers of the service's page. */
import { EVENT_NAMES, eventOf } from '../../../../common/catalogue/catalogue.ts';
import { CATEGORIES, type Category } from '../../../../common/catalogue/types.ts';
import type { KeptRecord } from '../store/store.ts';
import { html, type Html } from './html.ts';
import { isoTime, type Summary, type TenantSummary } from './summary.ts';

export const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  census: 'Census',
  usage: 'Usage',
  error: 'Error reports',
};

/** To the second, in UTC. */
export const shownTime = (ms: number): string => isoTime(ms).slice(0, 19).replace('T', ' ');

export function cards({ counts, refusals, keyEpoch }: Summary): Html {
  const recordsOf = (category: Category): number =>
    counts.filter((row) => row.category === category).reduce((sum, { records }) => sum + records, 0);
  const refused = Object.values(refusals).reduce((sum, count) => sum + count, 0);
  const card = (term: string, value: number, kind: string): Html =>
    html`<div class="card ${kind}">
      <dt>${term}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="cards">
    ${CATEGORIES.map((category) => card(CATEGORY_WORDS[category], recordsOf(category), category))}
    ${card('Refused', refused, 'refused')} ${card('Key epoch', keyEpoch, 'epoch')}
  </dl>`;
}

export const countsTable = ({ counts }: Summary): Html =>
  html`<section aria-labelledby="counts">
    <h2 id="counts">Stored records</h2>
    ${table(
      'counts',
      ['Category', 'Event', 'Records'],
      counts.map(
        ({ category, event, records }) =>
          html`<tr>
            <td>${badge(category)}</td>
            <th scope="row"><code>${event}</code></th>
            <td class="number">${records}</td>
          </tr>`,
      ),
      'Nothing is stored yet.',
    )}
  </section>`;

export const refusalsTable = ({ refusals }: Summary): Html =>
  html`<section aria-labelledby="refusals">
    <h2 id="refusals">Refused</h2>
    ${table(
      'refusals',
      ['Reason', 'Times'],
      Object.entries(refusals).map(
        ([reason, count]) =>
          html`<tr>
            <th scope="row"><code>${reason}</code></th>
            <td class="number">${count}</td>
          </tr>`,
      ),
      'Nothing was refused.',
    )}
  </section>`;

export const tenantsTable = (tenants: readonly TenantSummary[]): Html =>
  html`<section aria-labelledby="tenants">
    <h2 id="tenants">Organizations</h2>
    ${table(
      'tenants',
      ['Name', 'ID', 'Usage and error reports', 'Switch received', 'Serial'],
      tenants.map(
        (tenant) =>
          html`<tr>
            <th scope="row">${tenant.name}</th>
            <td><code>${tenant.tenantId}</code></td>
            <td>${standing(tenant)}</td>
            <td>
              ${tenant.switch ? html`<time datetime="${tenant.switch.receivedAt}">${shownTime(Date.parse(tenant.switch.receivedAt))}</time>` : '–'}
            </td>
            <td class="number">${tenant.switch ? tenant.switch.serial : '–'}</td>
          </tr>`,
      ),
      'No organization is registered: only census is accepted.',
    )}
  </section>`;

function standing({ name, switch: known }: TenantSummary): Html {
  if (!known) return html`<span class="tag held">Held: no switch received yet</span>`;
  const other = known.name === name ? null : html` <span class="tag held">Calls itself “${known.name}”</span>`;
  if (!known.isFresh) return html`<span class="tag held">Held: the switch is older than 24 hours</span>${other}`;
  return known.disableAutomaticSendTracing
    ? html`<span class="tag closed">Refused: turned off by the organization</span>${other}`
    : html`<span class="tag open">Accepted</span>${other}`;
}

export function recordsTable(category: Category, records: readonly KeptRecord[]): Html {
  const id = `latest-${category}`;
  return html`<section aria-labelledby="${id}" class="records">
    <h3 id="${id}">${CATEGORY_WORDS[category]}</h3>
    ${table(
      id,
      [category === 'error' ? 'Time' : 'Hour', 'Event', 'Organization', 'Batch · sequence', 'Fields'],
      records.map(
        (record) =>
          html`<tr>
            <td><time datetime="${isoTime(record.atMs)}">${shownTime(record.atMs)}</time></td>
            <th scope="row"><code>${record.event}</code></th>
            <td>${record.tenantId ?? '–'}</td>
            <td><code title="${record.batchId}">${record.batchId.slice(0, 8)}</code> · ${record.sequence}</td>
            <td>${fieldList(record)}</td>
          </tr>`,
      ),
      'None.',
    )}
  </section>`;
}

const fieldList = ({ event, fields, keyEpoch }: KeptRecord): Html => {
  const catalogued = EVENT_NAMES.find((name) => name === event);
  const isHashed = (name: string): boolean =>
    catalogued !== undefined && eventOf(catalogued).fields[name]?.atService === 'hashed';
  return html`<dl class="fields">
    ${Object.entries(fields).map(
      ([name, value]) =>
        html`<div>
          <dt>${name}${isHashed(name) ? html` <span class="quiet">hashed, epoch ${keyEpoch}</span>` : null}</dt>
          <dd>${typeof value === 'object' ? value.join('\n') : value}</dd>
        </div>`,
    )}
  </dl>`;
};

/** A wide table scrolls by itself, by keyboard too. */
function table(labelId: string, heads: readonly string[], rows: readonly Html[], empty: string): Html {
  if (rows.length === 0) return html`<p class="quiet">${empty}</p>`;
  return html`<div class="scroll" role="group" tabindex="0" aria-labelledby="${labelId}">
    <table aria-labelledby="${labelId}">
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

const badge = (category: Category): Html => html`<span class="tag ${category}">${CATEGORY_WORDS[category]}</span>`;
