/** Census: what kinds of devices run Parley, and whether people can sign in. Never says who or which organization. */
import { census } from './types.ts';

export const censusEvents = {
  'census.device': census({
    purpose: 'Know which systems and languages Parley must work on, and whether signing in works.',
    owner: 'client-platform',
    retentionDays: 400,
    fields: {
      AppName: {
        type: 'identifier',
        classification: 'system',
        filledByPipeline: true,
        example: 'ParleyDesktop',
        description: 'The name of this app.',
      },
      AppVersion: {
        type: 'version',
        classification: 'system',
        filledByPipeline: true,
        example: '0.1.0',
        description: 'The version of this app.',
      },
      DeviceModel: {
        type: 'model',
        classification: 'system',
        filledByPipeline: true,
        optional: true,
        example: 'ThinkPad T14',
        description: 'The model name that the maker gave this kind of computer. Not its serial number.',
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
      UserLanguage: {
        type: 'language',
        classification: 'system',
        filledByPipeline: true,
        example: 'en-US',
        description: 'The language this computer is set to.',
      },
      Region: {
        type: 'region',
        classification: 'system',
        filledByPipeline: true,
        optional: true,
        example: 'US',
        description: 'The country or region this computer is set to. Not your location.',
      },
      UserID: {
        type: 'guid',
        classification: 'user-pseudonymous',
        filledByPipeline: true,
        optional: true,
        atService: 'hashed',
        example: 'b1946ac9-2492-8d23-a7c6-235b4d2611bf',
        description:
          'A code made from your account with a key that only your organization has. The telemetry service turns it into another code before it is kept. Left out while you are signed out.',
      },
      DeviceID: {
        type: 'guid',
        classification: 'user-pseudonymous',
        filledByPipeline: true,
        example: '5e872200-f546-4ccd-8f23-af5f507aa2dd',
        description: 'A random number made once on this device. It is not taken from the hardware or from you.',
      },
      SignInAttempts: {
        type: 'count',
        unit: 'attempts',
        classification: 'system',
        example: 3,
        description: 'How often somebody tried to sign in since the last record of this kind.',
      },
      SignInFailures: {
        type: 'count',
        unit: 'failures',
        classification: 'system',
        example: 1,
        description: 'How often signing in failed since the last record of this kind.',
      },
    },
  }),
} as const;
