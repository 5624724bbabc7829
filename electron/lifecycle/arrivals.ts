/**
 * The ways in which Parley is asked to show itself: a second launch, the Dock, a link. What comes before the windows
 * can be opened waits until they can.
 */
import type { OptionTab } from '../../common/ipc/contract.ts';
import type { App } from '../host.ts';
import type { Logger } from '../logging/logger.ts';
import { linkAmong, parseDeepLink } from './deep-link.ts';

export interface ArrivalActions {
  /** Shows, restores and focuses the main window. */
  main(): void;
  options(tab: OptionTab): void;
}
export interface Arrivals {
  /** From now on arrivals are acted upon, beginning with those that waited. */
  serve(actions: ArrivalActions, logger: Logger): void;
}

type Arrival = { readonly link: string } | 'main';

/** Call before the app is ready: macOS hands over the link that started the app as early as that. */
export function watchArrivals(app: Pick<App, 'on'>, firstArgv: readonly string[]): Arrivals {
  let take = (arrival: Arrival): void => void waiting.push(arrival);
  const waiting: Arrival[] = [];
  const firstLink = linkAmong(firstArgv);
  if (firstLink !== null) take({ link: firstLink });

  app.on('open-url', (event, link) => {
    event.preventDefault();
    take({ link });
  });
  app.on('second-instance', (_event, argv) => {
    const link = linkAmong(argv);
    if (link !== null) take({ link });
    // Started at log-on while it runs already: nobody asked to see it.
    else if (!argv.includes('--hidden')) take('main');
  });
  return {
    serve(actions, logger) {
      take = (arrival) => {
        if (arrival === 'main') return actions.main();
        const tab = parseDeepLink(arrival.link);
        if (tab !== null) return actions.options(tab);
        // Not what it said: a link may hold anything.
        logger.warn('A link was ignored because Parley does not know it.');
      };
      app.on('activate', () => take('main'));
      for (const arrival of waiting.splice(0)) take(arrival);
    },
  };
}
