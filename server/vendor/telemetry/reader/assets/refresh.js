/** Keeps the page up to date while its box is ticked: fetches it anew and swaps the parts that show data. */
const INTERVAL_MS = 5_000;
const PARTS = '[data-fresh]';
const box = document.querySelector('[data-live]');

async function refresh() {
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelectorAll(PARTS);
  // The session has ended: show the sign-in.
  if (fresh.length === 0) return location.reload();
  document.querySelectorAll(PARTS).forEach((part, i) => {
    // Whoever is reading or scrolling inside a part keeps it as it is.
    if (!part.contains(document.activeElement) && fresh[i]) part.replaceChildren(...fresh[i].childNodes);
  });
}

if (box) {
  box.parentElement.hidden = false;
  box.checked = sessionStorage.getItem('live') !== 'no';
  box.addEventListener('change', () => sessionStorage.setItem('live', box.checked ? 'yes' : 'no'));
  setInterval(() => {
    // A service that is away comes back at the next turn.
    if (box.checked && !document.hidden) refresh().catch(() => {});
  }, INTERVAL_MS);
}
