/** What every admin page has around its content. No inline style or script: the pages' CSP allows none. */
import { html, type Html } from './html.ts';

export const ADMIN_PATHS = {
  home: '/admin',
  signIn: '/admin/sign-in',
  signOut: '/admin/sign-out',
  policy: '/admin/policy',
  status: '/admin/status',
  style: '/admin/admin.css',
  script: '/admin/admin.js',
} as const;

export interface Page {
  readonly title: string;
  readonly organizationName: string;
  readonly content: Html;
  /** Who is signed in, with what their forms must carry. */
  readonly signedIn?: { readonly displayName: string; readonly csrfToken: string };
}

export function renderPage({ title, organizationName, content, signedIn }: Page): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${organizationName} · Parley</title>
        <link rel="stylesheet" href="${ADMIN_PATHS.style}" />
        <link rel="icon" href="data:," />
        <script type="module" src="${ADMIN_PATHS.script}"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
          <p class="product">
            <span class="mark" aria-hidden="true"></span>Parley <span class="muted">administration</span>
          </p>
          ${signedIn ? signOutForm(signedIn) : null}
        </header>
        <main id="content" tabindex="-1">${content}</main>
      </body>
    </html> `;
  return page.text;
}

const signOutForm = ({ displayName, csrfToken }: NonNullable<Page['signedIn']>): Html =>
  html`<form method="post" action="${ADMIN_PATHS.signOut}" class="signed-in">
    <span class="muted">${displayName}</span>
    <input type="hidden" name="csrf" value="${csrfToken}" />
    <button class="quiet">Sign out</button>
  </form>`;

/** A page that says one thing. */
export const messageContent = (heading: string, message: string): Html =>
  html`<section class="card narrow">
    <h1>${heading}</h1>
    <p>${message}</p>
    <p><a href="${ADMIN_PATHS.home}">Back to the policy</a></p>
  </section>`;

export const signInContent = (organizationName: string, account: string, problem: string | null): Html =>
  html`<section class="card narrow">
    <h1>Sign in to ${organizationName}</h1>
    <p class="muted">With an account that may administer the organization.</p>
    ${problem === null ? null : html`<p class="notice bad" role="alert" id="problem">${problem}</p>`}
    <form method="post" action="${ADMIN_PATHS.signIn}" class="stacked">
      <label for="account">Account</label>
      <input
        id="account"
        name="account"
        type="email"
        autocomplete="username"
        required
        maxlength="254"
        value="${account}"
        ${account === '' ? html`autofocus` : null}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        maxlength="1024"
        ${account === '' ? null : html`autofocus`}
        ${problem === null ? null : html`aria-describedby="problem"`}
      />
      <button class="primary">Sign in</button>
    </form>
  </section>`;
