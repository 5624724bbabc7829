/** What generated policy artefacts say to administrators, for each language; a missing policy does not compile. */
import type { PolicyKey } from '../../common/policies/records.ts';

export interface PolicyText {
  readonly title: string;
  readonly explain: string;
  /** Names of an enum's values; every other type needs none. */
  readonly values?: Readonly<Record<string, string>>;
}
export interface ArtefactTexts {
  readonly tag: 'en-US' | 'de-DE';
  readonly product: string;
  readonly recommended: string;
  readonly supportedOn: string;
  readonly recommendedNote: string;
  readonly policies: { readonly [K in PolicyKey]: PolicyText };
}

export const english: ArtefactTexts = {
  tag: 'en-US',
  product: 'Parley',
  recommended: 'Defaults that users may change',
  supportedOn: 'Parley 0.1 or later',
  recommendedNote: 'This sets a default only: users may choose something else.',
  policies: {
    DisableAutomaticSendTracing: {
      title: 'Stop usage data and error reports',
      explain:
        'Enabled: no usage data and no error reports are collected or sent for anybody; what was waiting is deleted. Disabled or not configured: usage data is collected, and error reports are sent for users who opt in. No setting can opt a user in. Basic (census) data is not affected.',
    },
    TelemetryServiceUrl: {
      title: 'Telemetry service',
      explain:
        'Which of the telemetry services of Parley receives data: an https address on one of the hosts that the installed version lists. It applies from the next request. Any other address is refused.',
    },
    TenantUrl: {
      title: 'Address of the organization’s service',
      explain:
        'The https address of your organization’s own service, where people sign in. It applies when Parley starts.',
    },
    LoggingLevel: {
      title: 'Log files on the computer',
      explain:
        'How much Parley writes to its log files. They stay on the computer for 14 days and never hold personal data.',
      values: { off: 'Nothing', light: 'Warnings and errors', full: 'Everything' },
    },
    OpenAtLogin: {
      title: 'Start Parley at log-on',
      explain: 'Enabled: Parley starts when a user logs on. Disabled: it does not. Not configured: the user decides.',
    },
    Language: {
      title: 'Language',
      explain: 'The language of Parley. Not configured: the user decides.',
      values: {
        system: 'Like the system',
        en: 'English',
        de: 'German',
        fr: 'French',
        es: 'Spanish',
        ja: 'Japanese',
        he: 'Hebrew',
        zh: 'Chinese (simplified)',
      },
    },
    DisableDataExport: {
      title: 'Keep collected data from being saved to files',
      explain:
        'Enabled: people can look at what Parley collected, and ask for its deletion, but cannot save it to a file. Disabled or not configured: it can be saved.',
    },
  },
};

export const german: ArtefactTexts = {
  tag: 'de-DE',
  product: 'Parley',
  recommended: 'Vorgaben, die Benutzer ändern dürfen',
  supportedOn: 'Parley 0.1 oder höher',
  recommendedNote: 'Dies ist nur eine Vorgabe: Benutzer dürfen etwas anderes wählen.',
  policies: {
    DisableAutomaticSendTracing: {
      title: 'Nutzungsdaten und Fehlerberichte abschalten',
      explain:
        'Aktiviert: Für niemanden werden Nutzungsdaten oder Fehlerberichte erfasst oder gesendet; was noch wartete, wird gelöscht. Deaktiviert oder nicht konfiguriert: Nutzungsdaten werden erfasst, Fehlerberichte werden für Benutzer gesendet, die zugestimmt haben. Keine Einstellung kann für einen Benutzer zustimmen. Grunddaten (Zensus) sind nicht betroffen.',
    },
    TelemetryServiceUrl: {
      title: 'Dienst für Diagnosedaten',
      explain:
        'Welcher der Dienste von Parley die Daten erhält: eine https-Adresse auf einem der Hosts, die die installierte Version kennt. Gilt ab der nächsten Anfrage. Jede andere Adresse wird abgelehnt.',
    },
    TenantUrl: {
      title: 'Adresse des Dienstes der Organisation',
      explain:
        'Die https-Adresse des Dienstes Ihrer Organisation, bei dem sich Benutzer anmelden. Gilt, sobald Parley startet.',
    },
    LoggingLevel: {
      title: 'Protokolldateien auf dem Computer',
      explain:
        'Wie viel Parley in seine Protokolldateien schreibt. Sie bleiben 14 Tage auf dem Computer und enthalten nie persönliche Daten.',
      values: { off: 'Nichts', light: 'Warnungen und Fehler', full: 'Alles' },
    },
    OpenAtLogin: {
      title: 'Parley bei der Anmeldung am Computer starten',
      explain:
        'Aktiviert: Parley startet, wenn sich ein Benutzer anmeldet. Deaktiviert: Parley startet nicht von selbst. Nicht konfiguriert: Der Benutzer entscheidet.',
    },
    Language: {
      title: 'Sprache',
      explain: 'Die Sprache von Parley. Nicht konfiguriert: Der Benutzer entscheidet.',
      values: {
        system: 'Wie das System',
        en: 'Englisch',
        de: 'Deutsch',
        fr: 'Französisch',
        es: 'Spanisch',
        ja: 'Japanisch',
        he: 'Hebräisch',
        zh: 'Chinesisch (vereinfacht)',
      },
    },
    DisableDataExport: {
      title: 'Speichern der erfassten Daten in Dateien verhindern',
      explain:
        'Aktiviert: Benutzer können ansehen, was Parley erfasst hat, und um Löschung bitten, es aber nicht in einer Datei speichern. Deaktiviert oder nicht konfiguriert: Es kann gespeichert werden.',
    },
  },
};

export const ARTEFACT_LANGUAGES: readonly ArtefactTexts[] = [english, german];
