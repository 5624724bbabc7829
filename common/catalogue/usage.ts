/** Usage: how much each part of Parley is used, by organization. Never says who, and carries no device. */
import { usage, type Field } from './types.ts';

const FederationPartner = {
  type: 'name',
  classification: 'organization',
  filledByPipeline: true,
  example: 'Contoso',
  description: 'The registered name of your organization, readable. It is never taken from your address.',
} as const satisfies Field<'organization'>;
const AppVersion = {
  type: 'version',
  classification: 'system',
  filledByPipeline: true,
  example: '0.1.0',
  description: 'The version of this app.',
} as const satisfies Field<'system'>;

const counter = <const U extends string>(unit: U, example: number, description: string) =>
  ({ type: 'count', classification: 'system', optional: true, unit, example, description }) as const;

export const usageEvents = {
  'usage.communication': usage({
    purpose: 'Know how much calls, messages and meetings are used.',
    owner: 'client-product',
    retentionDays: 400,
    isCounted: true,
    fields: {
      FederationPartner,
      AppVersion,
      IMSent: counter('messages', 12, 'How many instant messages were sent. Never what they said or to whom.'),
      IMReceived: counter('messages', 5, 'How many instant messages were received. Never what they said or from whom.'),
      CallsMade: counter('calls', 2, 'How many calls were made. Never to whom.'),
      JoinMeetingAttempts: counter('attempts', 5, 'How often somebody tried to join a meeting.'),
      JoinMeetingSuccess: counter('joins', 4, 'How often joining a meeting worked.'),
      CallMeetingMinutes: counter('minutes', 30, 'How many minutes calls and meetings lasted, added up.'),
    },
  }),
  'usage.features': usage({
    purpose: 'Know which parts of the program are used, to improve those and to tidy up the others.',
    owner: 'client-product',
    retentionDays: 400,
    isCounted: true,
    fields: {
      FederationPartner,
      AppVersion,
      OptionsOpened: counter('times', 1, 'How often the Options window was opened.'),
      DataStatusOpened: counter('times', 1, 'How often the data status was looked at.'),
      RecordsViewed: counter('times', 1, 'How often the list of collected data was looked at.'),
      PresenceChanged: counter('times', 2, 'How often the own presence (available, busy, …) was changed.'),
      ThemeChanged: counter('times', 1, 'How often the colour theme was changed.'),
      SignedIn: counter('times', 1, 'How often somebody signed in with success.'),
    },
  }),
  'usage.stability': usage({
    purpose: 'Know how stable the program is.',
    owner: 'client-platform',
    retentionDays: 400,
    isCounted: true,
    fields: {
      FederationPartner,
      AppVersion,
      Starts: counter('starts', 1, 'How often Parley was started.'),
      UncleanExits: counter('exits', 0, 'How often Parley ended without being closed, for instance by a crash.'),
      WindowCrashes: counter('crashes', 0, 'How often a window of Parley crashed.'),
      WindowHangs: counter('hangs', 0, 'How often a window of Parley stopped answering for a while.'),
    },
  }),
} as const;
