/** German for the catalogue and the policies. */
import type { CatalogueTexts, ErrorCommon, UsageCommon } from './texts.ts';

const AppVersion = 'Die Version dieser App.';
const OSName = 'Das Betriebssystem.';
const OSVersion = 'Die Version des Betriebssystems.';
const ErrorCode = 'Ein kurzer Code, der sagt, was für ein Fehler es war.';

const usage: { readonly [F in UsageCommon]: string } = {
  FederationPartner: 'Der eingetragene Name Ihrer Organisation, lesbar. Er wird nie aus Ihrer Adresse entnommen.',
  AppVersion,
};
const report: { readonly [F in ErrorCommon]: string } = {
  FederationPartner: 'Der eingetragene Name Ihrer Organisation, lesbar.',
  UserID:
    'Ihre Kontonummer, unterwegs lesbar. Der Dienst für Diagnosedaten wandelt sie vor dem Speichern in einen Code um.',
  SipUri:
    'Ihre Rufadresse, unterwegs lesbar. Der Dienst für Diagnosedaten wandelt sie vor dem Speichern in einen Code um.',
  IPAddress: 'Die Netzwerkadresse dieses Computers, um Fehler in Netzwerken zu finden.',
  AppVersion,
  OSName,
  OSVersion,
};

export const deTexts = {
  events: {
    'census.device': {
      purpose: 'Wissen, mit welchen Systemen und Sprachen Parley zurechtkommen muss und ob die Anmeldung funktioniert.',
      fields: {
        AppName: 'Der Name dieser App.',
        AppVersion,
        DeviceModel:
          'Die Modellbezeichnung, die der Hersteller dieser Art von Computer gegeben hat. Nicht die Seriennummer.',
        OSName,
        OSVersion,
        UserLanguage: 'Die Sprache, auf die dieser Computer eingestellt ist.',
        Region: 'Das Land oder die Region, auf die dieser Computer eingestellt ist. Nicht Ihr Standort.',
        UserID:
          'Ein Code, gebildet aus Ihrem Konto mit einem Schlüssel, den nur Ihre Organisation hat. Der Dienst für Diagnosedaten macht daraus vor dem Speichern einen anderen Code. Fehlt, solange Sie abgemeldet sind.',
        DeviceID:
          'Eine Zufallszahl, die auf diesem Gerät einmal erzeugt wurde. Sie stammt weder von der Hardware noch von Ihnen.',
        SignInAttempts: 'Wie oft seit dem letzten Eintrag dieser Art jemand versucht hat, sich anzumelden.',
        SignInFailures: 'Wie oft seit dem letzten Eintrag dieser Art eine Anmeldung fehlgeschlagen ist.',
      },
    },
    'usage.communication': {
      purpose: 'Wissen, wie viel Anrufe, Nachrichten und Besprechungen genutzt werden.',
      fields: {
        ...usage,
        IMSent: 'Wie viele Sofortnachrichten gesendet wurden. Nie, was darin stand oder an wen sie gingen.',
        IMReceived: 'Wie viele Sofortnachrichten empfangen wurden. Nie, was darin stand oder von wem sie kamen.',
        CallsMade: 'Wie viele Anrufe getätigt wurden. Nie, an wen.',
        JoinMeetingAttempts: 'Wie oft jemand versucht hat, an einer Besprechung teilzunehmen.',
        JoinMeetingSuccess: 'Wie oft die Teilnahme an einer Besprechung geklappt hat.',
        CallMeetingMinutes: 'Wie viele Minuten Anrufe und Besprechungen zusammen gedauert haben.',
      },
    },
    'usage.features': {
      purpose: 'Wissen, welche Teile des Programms genutzt werden, um diese zu verbessern und die anderen aufzuräumen.',
      fields: {
        ...usage,
        OptionsOpened: 'Wie oft das Fenster „Optionen“ geöffnet wurde.',
        DataStatusOpened: 'Wie oft nachgesehen wurde, was Parley zurzeit erfasst.',
        RecordsViewed: 'Wie oft die Liste der erfassten Daten angesehen wurde.',
        PresenceChanged: 'Wie oft die eigene Verfügbarkeit (verfügbar, beschäftigt, …) geändert wurde.',
        ThemeChanged: 'Wie oft die Farben geändert wurden.',
        SignedIn: 'Wie oft eine Anmeldung geklappt hat.',
      },
    },
    'usage.stability': {
      purpose: 'Wissen, wie stabil das Programm ist.',
      fields: {
        ...usage,
        Starts: 'Wie oft Parley gestartet wurde.',
        UncleanExits: 'Wie oft Parley endete, ohne beendet worden zu sein, zum Beispiel durch einen Absturz.',
        WindowCrashes: 'Wie oft ein Fenster von Parley abgestürzt ist.',
        WindowHangs: 'Wie oft ein Fenster von Parley eine Weile nicht reagiert hat.',
      },
    },
    'error.exception': {
      purpose: 'Fehler im Programm finden und beheben.',
      fields: {
        ...report,
        Process: 'In welchem Teil von Parley der Fehler auftrat.',
        ErrorType: 'Die Art des Fehlers. Nie dessen Meldung, denn sie könnte persönliche Daten enthalten.',
        ErrorCode,
        Frames:
          'An welcher Stelle im Programm von Parley es geschah. Namen von Ordnern auf Ihrem Computer werden entfernt.',
      },
    },
    'error.process-gone': {
      purpose: 'Abstürze finden und beheben.',
      fields: {
        ...report,
        ProcessType: 'Welcher Teil von Parley endete.',
        Reason: 'Warum er endete, nach Auskunft des Systems.',
        ExitCode: 'Die Zahl, mit der er endete. Nie der Inhalt des Speichers.',
      },
    },
    'error.hang': {
      purpose: 'Fenster finden und in Ordnung bringen, die nicht mehr reagieren.',
      fields: { ...report, Window: 'Welches Fenster nicht mehr reagierte.', DurationMs: 'Wie lange.' },
    },
    'error.sign-in': {
      purpose: 'Herausfinden, warum eine Anmeldung nicht klappt.',
      fields: {
        ...report,
        Reason: 'Warum die Anmeldung fehlschlug. Nie das eingegebene Konto oder Kennwort.',
        ErrorCode,
        DurationMs: 'Wie lange der Versuch dauerte.',
      },
    },
    'error.conversation': {
      purpose: 'Herausfinden, warum Nachrichten und Anrufe fehlschlagen.',
      fields: {
        ...report,
        MessageDirection: 'Ob die Nachricht ankam oder abging.',
        ConversationState: 'Was in der Unterhaltung gerade geschah.',
        ConversationThreadID: 'Die Nummer der Unterhaltung. Nie, was darin gesagt wurde.',
        ErrorCode,
      },
    },
    'error.log': {
      purpose: 'Sehen, was einem Fehler vorausging.',
      fields: {
        ...report,
        Template: 'Welcher der vorbereiteten Protokollsätze es war. Freien Text gibt es nicht.',
        Code: ErrorCode,
        Count: 'Eine Zahl, die zu dem Satz gehört.',
      },
    },
    'error.performance': {
      purpose: 'Herausfinden, wo Parley langsam ist und auf welchen Arten von Computern.',
      fields: {
        ...report,
        StartUpMs: 'Wie lange Parley zum Starten brauchte.',
        MemoryMiB: 'Wie viel Arbeitsspeicher Parley belegte.',
        ProcessorCount: 'Wie viele Prozessoren dieser Computer hat.',
        TotalMemoryMiB: 'Wie viel Arbeitsspeicher dieser Computer hat.',
      },
    },
    'error.network': {
      purpose: 'Herausfinden, wie gut das Netzwerk ist, über das Anrufe und Besprechungen laufen.',
      fields: {
        ...report,
        ConnectionType: 'Wie dieser Computer verbunden war.',
        RoundTripMs: 'Wie lange Daten zur Gegenseite und zurück brauchten.',
        PacketLossPermille: 'Wie viele von tausend Datenpaketen verloren gingen.',
        JitterMs: 'Wie ungleichmäßig Daten ankamen.',
      },
    },
  },
  policies: {
    DisableAutomaticSendTracing:
      'true: Für niemanden werden Nutzungsdaten oder Fehlerberichte erfasst oder gesendet. false (Vorgabe): Nutzungsdaten werden erfasst, Fehlerberichte werden für Benutzer gesendet, die sie einschalten. Grunddaten sind nicht betroffen.',
    TelemetryServiceUrl:
      'Welcher der Dienste für Diagnosedaten von Parley die Daten erhält: eine https-Adresse auf einem der Hosts, die diese Version kennt. Gilt ab der nächsten Anfrage.',
    TenantUrl:
      'Die Adresse des Dienstes der Organisation, bei dem man sich anmeldet: eine https-Adresse. Gilt ab dem nächsten Start von Parley.',
    LoggingLevel:
      'Wie viel Parley in seine Protokolldateien auf diesem Computer schreibt. Protokolldateien enthalten nie erfasste Daten, Kontonummern, Adressen oder Kennwörter.',
    OpenAtLogin: 'Ob Parley startet, wenn man sich am Computer anmeldet.',
    Language: 'Die Sprache von Parley; „system“ richtet sich nach der Sprache des Computers.',
    DisableDataExport:
      'true: Was Parley erfasst hat, kann auf diesem Computer angesehen, aber nicht in einer Datei gespeichert werden. false (Vorgabe): Es kann gespeichert werden.',
  },
} as const satisfies CatalogueTexts;
