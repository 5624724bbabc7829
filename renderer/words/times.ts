/** Dates and times in the user's locale. Today's times are told without the date. */
export interface Times {
  /** "14:02" today, else with the date; `at` in milliseconds since the epoch. */
  readonly short: (at: number, now?: number) => string;
  /** Date and time to the second. */
  readonly exact: (at: number) => string;
}

export function createTimes(locale: string): Times {
  const time = formatter(locale, { hour: '2-digit', minute: '2-digit' });
  const day = formatter(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const year = formatter(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = formatter(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  return {
    short: (at, now = Date.now()) => {
      const [then, today] = [new Date(at), new Date(now)];
      if (then.toDateString() === today.toDateString()) return time.format(then);
      return (then.getFullYear() === today.getFullYear() ? day : year).format(then);
    },
    exact: (at) => exact.format(at),
  };
}

/** A malformed locale (from the system's settings) falls back to the runtime's own. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch {
    return new Intl.DateTimeFormat(undefined, options);
  }
}
