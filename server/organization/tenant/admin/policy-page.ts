/** The admin's page: what applies, what can be set, who changed what when. Its fields derive from the policy records. */
import { policyRecord, type PolicyKey, type PolicyValue } from '../../../../common/policies/records.ts';
import { TENANT_POLICY_KEYS, isStopped, type TenantSettings } from '../policy-settings.ts';
import type { CurrentPolicy, PolicyChange } from '../store/policy.ts';
import type { PushState } from '../switch-push.ts';
import { html, type Html } from './html.ts';
import { ADMIN_PATHS } from './layout.ts';
import { describeClients, describePush, describeTime, describeValue } from './words.ts';

export interface PolicyPage {
  readonly organizationName: string;
  readonly policy: CurrentPolicy;
  readonly push: PushState;
  readonly connectedClients: number;
  readonly history: readonly PolicyChange[];
  /** Where older changes are; null when these are all. */
  readonly olderHref: string | null;
  readonly csrfToken: string;
  readonly notice: { readonly isBad: boolean; readonly text: string } | null;
}

export const policyContent = (page: PolicyPage): Html =>
  html`<h1>Policy of ${page.organizationName}</h1>
    ${page.notice ? noticeOf(page.notice) : null} ${statusSection(page)} ${formSection(page)} ${historySection(page)}`;

const noticeOf = ({ isBad, text }: NonNullable<PolicyPage['notice']>): Html =>
  html`<p class="notice ${isBad ? 'bad' : 'good'}" role="${isBad ? 'alert' : 'status'}" tabindex="-1" autofocus>
    ${text}
  </p>`;

function statusSection({ policy, push, connectedClients, organizationName }: PolicyPage): Html {
  const stopped = isStopped(policy.settings);
  return html`<section aria-labelledby="status-heading">
    <h2 id="status-heading">Now</h2>
    <dl class="tiles">
      <div class="tile">
        <dt>Usage data and error reports</dt>
        <dd class="${stopped ? 'stopped' : 'allowed'}">${stopped ? 'Stopped' : 'Allowed'}</dd>
        <dd class="muted">
          ${
            stopped
              ? `Nobody in ${organizationName} sends either.`
              : 'Usage data is collected; error reports only from people who opted in.'
          }
          Census data is not affected.
        </dd>
      </div>
      <div class="tile">
        <dt>Connected clients</dt>
        <dd data-live="clients">${describeClients(connectedClients).value}</dd>
        <dd class="muted">They get a change at once; the others when they connect.</dd>
      </div>
      <div class="tile">
        <dt>The telemetry service knows</dt>
        <dd data-live="push">${describePush(push).value}</dd>
        <dd class="muted" data-live="push-detail">${describePush(push).detail}</dd>
      </div>
    </dl>
  </section>`;
}

const formSection = ({ policy, csrfToken }: PolicyPage): Html =>
  html`<section aria-labelledby="settings-heading" class="card">
    <h2 id="settings-heading">Settings</h2>
    <p class="muted">They apply to everybody who signs in to this organization, as soon as you save.</p>
    <form method="post" action="${ADMIN_PATHS.policy}">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <input type="hidden" name="revision" value="${policy.revision}" />
      ${TENANT_POLICY_KEYS.map((key) => fieldOf(key, policy.settings))}
      <button class="primary">Save</button>
    </form>
  </section>`;

/** The form value of "not configured", and of a setting. */
export const UNSET = '';
export const formValue = (value: PolicyValue): string => String(value);
export const fieldName = (key: PolicyKey): string => `policy.${key}`;

function fieldOf(key: PolicyKey, settings: TenantSettings): Html {
  switch (policyRecord(key).type) {
    case 'boolean':
      return switchField(key, settings[key]);
    case 'enum':
      return selectField(key, settings[key]);
    case 'url':
      return addressField(key, settings[key]);
  }
}

function switchField(key: PolicyKey, current: PolicyValue | undefined): Html {
  const { default: fallback } = policyRecord(key);
  const choices = [
    {
      value: UNSET,
      label: describeValue(undefined),
      hint: fallback === null ? 'People choose' : effectOf(key, fallback),
    },
    ...[true, false].map((value) => ({
      value: formValue(value),
      label: describeValue(value),
      hint: effectOf(key, value),
    })),
  ];
  const chosen = current === undefined ? UNSET : formValue(current);
  return html`<fieldset aria-describedby="${key}-description">
    <legend><code>${key}</code></legend>
    <p id="${key}-description" class="muted">${policyRecord(key).description}</p>
    <div class="choices">
      ${choices.map(({ value, label, hint }, index) => {
        const id = `${key}-${index}`;
        // The hint stays out of the label, so that each choice has a name of its own.
        return html`<div class="choice">
          <input
            type="radio"
            id="${id}"
            name="${fieldName(key)}"
            value="${value}"
            aria-describedby="${id}-hint"
            ${value === chosen ? html`checked` : null}
          />
          <div><label for="${id}">${label}</label> <span id="${id}-hint" class="muted">${hint}</span></div>
        </div>`;
      })}
    </div>
  </fieldset>`;
}

/** What a switch does at a value, in words that need no double negation. */
function effectOf(key: PolicyKey, value: boolean): string {
  const { stopsAt } = policyRecord(key);
  if (stopsAt === undefined) return String(value);
  return value === stopsAt ? 'Sending is stopped' : 'Sending is allowed';
}

function selectField(key: PolicyKey, current: PolicyValue | undefined): Html {
  const values = policyRecord(key).values ?? [];
  return html`<div class="field">
    <label for="${key}"><code>${key}</code></label>
    <p id="${key}-description" class="muted">${policyRecord(key).description}</p>
    <select id="${key}" name="${fieldName(key)}" aria-describedby="${key}-description">
      <option value="${UNSET}" ${current === undefined ? html`selected` : null}>Not configured: people choose</option>
      ${values.map(
        (value) => html`<option value="${value}" ${value === current ? html`selected` : null}>${value}</option>`,
      )}
    </select>
  </div>`;
}

const addressField = (key: PolicyKey, current: PolicyValue | undefined): Html =>
  html`<div class="field">
    <label for="${key}"><code>${key}</code></label>
    <p id="${key}-description" class="muted">${policyRecord(key).description} Empty: not configured.</p>
    <input
      type="url"
      id="${key}"
      name="${fieldName(key)}"
      value="${current === undefined ? UNSET : formValue(current)}"
      maxlength="1024"
      aria-describedby="${key}-description"
    />
  </div>`;

const historySection = ({ history, olderHref }: PolicyPage): Html =>
  html`<section aria-labelledby="history-heading" class="card">
    <h2 id="history-heading">History</h2>
    ${history.length === 0 ? html`<p class="muted">Nothing has been changed yet.</p>` : historyTable(history)}
    ${olderHref === null ? null : html`<p><a href="${olderHref}">Older changes</a></p>`}
  </section>`;

const historyTable = (history: readonly PolicyChange[]): Html =>
  html`<div class="scrolls" role="group" aria-label="Changes" tabindex="0">
    <table>
      <caption class="visually-hidden">
        Changes to the policy, the newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Policy</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
        </tr>
      </thead>
      <tbody>
        ${history.map(
          (change) =>
            html`<tr>
              <td>${timeOf(change.changedAt)}</td>
              <td>${change.changedBy}</td>
              <td><code>${change.key}</code></td>
              <td>${describeValue(change.from)}</td>
              <td>${describeValue(change.to)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const timeOf = (timeMs: number): Html =>
  html`<time datetime="${new Date(timeMs).toISOString()}">${describeTime(timeMs)}</time>`;
