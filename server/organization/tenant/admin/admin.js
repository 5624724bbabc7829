// Refreshes the numbers on the policy page. Everything works without it.
const REFRESH_MS = 3000;
const live = new Map([...document.querySelectorAll('[data-live]')].map((element) => [element.dataset.live, element]));

async function refresh() {
  const response = await fetch('/admin/status', { headers: { accept: 'application/json' } });
  if (!response.ok) return response.status !== 401;
  const state = await response.json();
  for (const [name, element] of live) {
    if (typeof state[name] === 'string' && element.textContent !== state[name]) element.textContent = state[name];
  }
  return true;
}

async function keepRefreshing() {
  let isSignedIn = true;
  if (!document.hidden) isSignedIn = await refresh().catch(() => true);
  if (isSignedIn) setTimeout(() => void keepRefreshing(), REFRESH_MS);
}

if (live.size > 0) setTimeout(() => void keepRefreshing(), REFRESH_MS);
