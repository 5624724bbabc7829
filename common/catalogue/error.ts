/** Error reports: what went wrong, and for whom. Only with the user's opt-in, and only while the policy allows it. */
import { error, type Field } from './types.ts';

const reporter = {
  FederationPartner: {
    type: 'name',
    classification: 'organization',
    filledByPipeline: true,
    optional: true,
    example: 'Contoso',
    description: 'The registered name of your organization, readable.',
  },
  UserID: {
    type: 'account-id',
    classification: 'user',
    filledByPipeline: true,
    optional: true,
    atService: 'hashed',
    example: 'acc-7f3a90',
    description:
      'Your account number, readable on the way. The telemetry service turns it into a code before it is kept.',
  },
  SipUri: {
    type: 'sip-uri',
    classification: 'user',
    filledByPipeline: true,
    optional: true,
    atService: 'hashed',
    example: 'sip:ada@contoso.example',
    description:
      'Your calling address, readable on the way. The telemetry service turns it into a code before it is kept.',
  },
  IPAddress: {
    type: 'ip-address',
    classification: 'user',
    filledByPipeline: true,
    optional: true,
    example: '192.0.2.17',
    description: 'The network address of this computer, to find faults in networks.',
  },
  AppVersion: {
    type: 'version',
    classification: 'system',
    filledByPipeline: true,
    example: '0.1.0',
    description: 'The version of this app.',
  },
  OSName: {
    type: 'identifier',
    classification: 'system',
    filledByPipeline: true,
    example: 'Linux',
    description: 'The operating system.',
  },
  OSVersion: {
    type: 'version',
    classification: 'system',
    filledByPipeline: true,
    example: '6.1.0',
    description: 'The version of the operating system.',
  },
} as const satisfies Record<string, Field<'system' | 'organization' | 'user'>>;

/** Log sentences that may be part of an error report. The sentence itself stays in the log; only its name travels. */
export const LOG_TEMPLATES = [
  'spool-set-aside',
  'spool-unavailable',
  'options-set-aside',
  'consent-unreadable',
  'upload-parked',
  'clock-jump',
  'session-unusable',
] as const;
export type LogTemplate = (typeof LOG_TEMPLATES)[number];

const errorCode = {
  type: 'identifier',
  classification: 'system',
  optional: true,
  example: 'ECONNRESET',
  description: 'A short code that says what kind of error it was.',
} as const satisfies Field<'system'>;
const durationMs = (description: string) =>
  ({ type: 'count', unit: 'ms', classification: 'system', optional: true, example: 1200, description }) as const;

export const errorEvents = {
  'error.exception': error({
    purpose: 'Find and fix programming errors.',
    owner: 'client-platform',
    retentionDays: 90,
    fields: {
      ...reporter,
      Process: {
        type: 'enum',
        values: ['main', 'renderer'],
        classification: 'system',
        example: 'renderer',
        description: 'Which part of Parley the error happened in.',
      },
      ErrorType: {
        type: 'identifier',
        classification: 'system',
        example: 'TypeError',
        description: 'The kind of error. Never its message, which could hold personal data.',
      },
      ErrorCode: errorCode,
      Frames: {
        type: 'frames',
        classification: 'system',
        optional: true,
        example: ['openDialog@electron/main.mjs:120:7'],
        description:
          'Where in the program of Parley itself it happened. Names of folders on your computer are removed.',
      },
    },
  }),
  'error.process-gone': error({
    purpose: 'Find and fix crashes.',
    owner: 'client-platform',
    retentionDays: 90,
    fields: {
      ...reporter,
      ProcessType: {
        type: 'enum',
        values: ['renderer', 'gpu', 'utility', 'other'],
        classification: 'system',
        example: 'renderer',
        description: 'Which part of Parley ended.',
      },
      Reason: {
        type: 'enum',
        values: ['abnormal-exit', 'killed', 'crashed', 'oom', 'launch-failed', 'integrity-failure', 'other'],
        classification: 'system',
        example: 'crashed',
        description: 'Why it ended, as the system said.',
      },
      ExitCode: {
        type: 'integer',
        classification: 'system',
        optional: true,
        example: 5,
        description: 'The number it ended with. Never the contents of memory.',
      },
    },
  }),
  'error.hang': error({
    purpose: 'Find and fix windows that stop answering.',
    owner: 'client-platform',
    retentionDays: 90,
    fields: {
      ...reporter,
      Window: {
        type: 'enum',
        values: ['main', 'options', 'first-run'],
        classification: 'system',
        example: 'options',
        description: 'Which window stopped answering.',
      },
      DurationMs: durationMs('For how long.'),
    },
  }),
  'error.sign-in': error({
    purpose: 'Find out why people cannot sign in.',
    owner: 'client-account',
    retentionDays: 90,
    isWhileSignedOut: true,
    fields: {
      ...reporter,
      Reason: {
        type: 'enum',
        values: ['wrong-credentials', 'locked', 'unreachable', 'refused', 'malformed-answer'],
        classification: 'system',
        example: 'unreachable',
        description: 'Why signing in failed. Never the account or password that was typed.',
      },
      ErrorCode: errorCode,
      DurationMs: durationMs('How long the attempt took.'),
    },
  }),
  'error.conversation': error({
    purpose: 'Find out why messages and calls fail.',
    owner: 'client-conversations',
    retentionDays: 90,
    fields: {
      ...reporter,
      MessageDirection: {
        type: 'enum',
        values: ['Incoming', 'Outgoing'],
        classification: 'system',
        example: 'Incoming',
        description: 'Whether the message came in or went out.',
      },
      ConversationState: {
        type: 'enum',
        values: ['Idle', 'Connecting', 'Active', 'OnHold', 'Disconnecting', 'Terminated'],
        classification: 'system',
        example: 'Idle',
        description: 'What the conversation was doing.',
      },
      ConversationThreadID: {
        type: 'thread-id',
        classification: 'user',
        example: 'AdDO8hsJqilU93hQHC3OZaPR2saEA==',
        description: 'The number of the conversation. Never what was said in it.',
      },
      ErrorCode: errorCode,
    },
  }),
  'error.log': error({
    purpose: 'See what led to an error.',
    owner: 'client-platform',
    retentionDays: 30,
    fields: {
      ...reporter,
      Template: {
        type: 'enum',
        values: LOG_TEMPLATES,
        classification: 'system',
        example: 'upload-parked',
        description: 'Which of the prepared log sentences it was. There is no free text.',
      },
      Code: { ...errorCode },
      Count: {
        type: 'count',
        classification: 'system',
        optional: true,
        example: 3,
        description: 'A number that belongs to the sentence.',
      },
    },
  }),
  'error.performance': error({
    purpose: 'Find out where Parley is slow and on which kinds of computers.',
    owner: 'client-platform',
    retentionDays: 90,
    fields: {
      ...reporter,
      StartUpMs: durationMs('How long Parley took to start.'),
      MemoryMiB: {
        type: 'count',
        unit: 'MiB',
        classification: 'system',
        optional: true,
        example: 140,
        description: 'How much memory Parley used.',
      },
      ProcessorCount: {
        type: 'count',
        classification: 'system',
        optional: true,
        example: 8,
        description: 'How many processors this computer has.',
      },
      TotalMemoryMiB: {
        type: 'count',
        unit: 'MiB',
        classification: 'system',
        optional: true,
        example: 16384,
        description: 'How much memory this computer has.',
      },
    },
  }),
  'error.network': error({
    purpose: 'Find out how good the network is that calls and meetings run on.',
    owner: 'client-media',
    retentionDays: 90,
    fields: {
      ...reporter,
      ConnectionType: {
        type: 'enum',
        values: ['wired', 'wireless', 'mobile', 'unknown'],
        classification: 'system',
        example: 'wireless',
        description: 'How this computer was connected.',
      },
      RoundTripMs: durationMs('How long data took to the other side and back.'),
      PacketLossPermille: {
        type: 'count',
        unit: '‰',
        classification: 'system',
        optional: true,
        example: 4,
        description: 'How many of a thousand pieces of data were lost.',
      },
      JitterMs: durationMs('How unevenly data arrived.'),
    },
  }),
} as const;
