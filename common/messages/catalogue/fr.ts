/** French for the catalogue and the policies. */
import type { CatalogueTexts, ErrorCommon, UsageCommon } from './texts.ts';

const AppVersion = 'La version de cette application.';
const OSName = 'Le système d’exploitation.';
const OSVersion = 'La version du système d’exploitation.';
const ErrorCode = 'Un code court qui dit de quelle sorte d’erreur il s’agissait.';

const usage: { readonly [F in UsageCommon]: string } = {
  FederationPartner: 'Le nom enregistré de votre organisation, lisible. Il n’est jamais tiré de votre adresse.',
  AppVersion,
};
const report: { readonly [F in ErrorCommon]: string } = {
  FederationPartner: 'Le nom enregistré de votre organisation, lisible.',
  UserID:
    'Votre numéro de compte, lisible en chemin. Le service de diagnostic le transforme en code avant de le conserver.',
  SipUri:
    'Votre adresse d’appel, lisible en chemin. Le service de diagnostic la transforme en code avant de la conserver.',
  IPAddress: 'L’adresse réseau de cet ordinateur, pour trouver des pannes de réseau.',
  AppVersion,
  OSName,
  OSVersion,
};

export const frTexts = {
  events: {
    'census.device': {
      purpose:
        'Savoir avec quels systèmes et quelles langues Parley doit fonctionner, et si la connexion au compte réussit.',
      fields: {
        AppName: 'Le nom de cette application.',
        AppVersion,
        DeviceModel: 'Le nom de modèle que le fabricant a donné à ce type d’ordinateur. Pas son numéro de série.',
        OSName,
        OSVersion,
        UserLanguage: 'La langue dans laquelle cet ordinateur est réglé.',
        Region: 'Le pays ou la région que cet ordinateur a pour réglage. Pas l’endroit où vous êtes.',
        UserID:
          'Un code tiré de votre compte avec une clé que seule votre organisation possède. Le service de diagnostic le transforme en un autre code avant de le conserver. Omis tant que vous n’êtes pas connecté.',
        DeviceID: 'Un nombre aléatoire créé une seule fois sur cet appareil. Il ne provient ni du matériel ni de vous.',
        SignInAttempts:
          'Combien de fois quelqu’un a essayé de se connecter depuis le dernier enregistrement de cette sorte.',
        SignInFailures: 'Combien de fois la connexion a échoué depuis le dernier enregistrement de cette sorte.',
      },
    },
    'usage.communication': {
      purpose: 'Savoir dans quelle mesure les appels, les messages et les réunions sont utilisés.',
      fields: {
        ...usage,
        IMSent: 'Combien de messages instantanés ont été envoyés. Jamais leur contenu ni leurs destinataires.',
        IMReceived: 'Combien de messages instantanés ont été reçus. Jamais leur contenu ni leurs expéditeurs.',
        CallsMade: 'Combien d’appels ont été passés. Jamais à qui.',
        JoinMeetingAttempts: 'Combien de fois quelqu’un a essayé de rejoindre une réunion.',
        JoinMeetingSuccess: 'Combien de fois rejoindre une réunion a fonctionné.',
        CallMeetingMinutes: 'Combien de minutes les appels et les réunions ont duré, en tout.',
      },
    },
    'usage.features': {
      purpose:
        'Savoir quelles parties du programme sont utilisées, pour améliorer celles-ci et faire le ménage dans les autres.',
      fields: {
        ...usage,
        OptionsOpened: 'Combien de fois la fenêtre des options a été ouverte.',
        DataStatusOpened: 'Combien de fois on a regardé ce que Parley recueille en ce moment.',
        RecordsViewed: 'Combien de fois la liste des données recueillies a été consultée.',
        PresenceChanged: 'Combien de fois la disponibilité (disponible, occupé, …) a été modifiée.',
        ThemeChanged: 'Combien de fois les couleurs ont été modifiées.',
        SignedIn: 'Combien de fois quelqu’un s’est connecté avec succès.',
      },
    },
    'usage.stability': {
      purpose: 'Savoir si le programme est stable.',
      fields: {
        ...usage,
        Starts: 'Combien de fois Parley a été démarré.',
        UncleanExits: 'Combien de fois Parley s’est arrêté sans être fermé, par exemple à cause d’un plantage.',
        WindowCrashes: 'Combien de fois une fenêtre de Parley a planté.',
        WindowHangs: 'Combien de fois une fenêtre de Parley a cessé de répondre pendant un moment.',
      },
    },
    'error.exception': {
      purpose: 'Trouver et corriger des erreurs de programmation.',
      fields: {
        ...report,
        Process: 'Dans quelle partie de Parley l’erreur s’est produite.',
        ErrorType: 'La sorte d’erreur. Jamais son message, qui pourrait contenir des données personnelles.',
        ErrorCode,
        Frames:
          'À quel endroit du programme de Parley cela s’est produit. Les noms de dossiers de votre ordinateur sont retirés.',
      },
    },
    'error.process-gone': {
      purpose: 'Trouver et corriger des plantages.',
      fields: {
        ...report,
        ProcessType: 'Quelle partie de Parley s’est arrêtée.',
        Reason: 'Pourquoi elle s’est arrêtée, selon le système.',
        ExitCode: 'Le nombre avec lequel elle s’est arrêtée. Jamais le contenu de la mémoire.',
      },
    },
    'error.hang': {
      purpose: 'Trouver et corriger les fenêtres qui cessent de répondre.',
      fields: { ...report, Window: 'Quelle fenêtre a cessé de répondre.', DurationMs: 'Pendant combien de temps.' },
    },
    'error.sign-in': {
      purpose: 'Comprendre pourquoi des personnes ne peuvent pas se connecter.',
      fields: {
        ...report,
        Reason: 'Pourquoi la connexion a échoué. Jamais le compte ni le mot de passe saisis.',
        ErrorCode,
        DurationMs: 'Combien de temps l’essai a duré.',
      },
    },
    'error.conversation': {
      purpose: 'Comprendre pourquoi des messages et des appels échouent.',
      fields: {
        ...report,
        MessageDirection: 'Si le message arrivait ou partait.',
        ConversationState: 'Ce qui se passait dans la conversation.',
        ConversationThreadID: 'Le numéro de la conversation. Jamais ce qui y a été dit.',
        ErrorCode,
      },
    },
    'error.log': {
      purpose: 'Voir ce qui a précédé une erreur.',
      fields: {
        ...report,
        Template: 'De quelle phrase de journal préparée il s’agissait. Il n’y a pas de texte libre.',
        Code: ErrorCode,
        Count: 'Un nombre qui va avec la phrase.',
      },
    },
    'error.performance': {
      purpose: 'Trouver où Parley est lent et sur quels types d’ordinateurs.',
      fields: {
        ...report,
        StartUpMs: 'Combien de temps Parley a mis à démarrer.',
        MemoryMiB: 'Combien de mémoire Parley utilisait.',
        ProcessorCount: 'Combien de processeurs a cet ordinateur.',
        TotalMemoryMiB: 'Combien de mémoire a cet ordinateur.',
      },
    },
    'error.network': {
      purpose: 'Savoir si le réseau sur lequel passent les appels et les réunions est bon.',
      fields: {
        ...report,
        ConnectionType: 'Comment cet ordinateur était connecté.',
        RoundTripMs: 'Combien de temps les données ont mis pour un aller-retour.',
        PacketLossPermille: 'Combien de paquets de données sur mille se sont perdus.',
        JitterMs: 'À quel point les données arrivaient de façon irrégulière.',
      },
    },
  },
  policies: {
    DisableAutomaticSendTracing:
      'true : aucune donnée d’utilisation ni aucun rapport d’erreurs n’est recueilli ou envoyé, pour personne. false (par défaut) : les données d’utilisation sont recueillies, les rapports d’erreurs sont envoyés pour les utilisateurs qui les activent. Les données de base ne sont pas concernées.',
    TelemetryServiceUrl:
      'Lequel des services de diagnostic de Parley reçoit les données : une adresse https chez l’un des hôtes que cette version connaît. S’applique à partir de la prochaine requête.',
    TenantUrl:
      'L’adresse du service de l’organisation, où l’on se connecte : une adresse https. S’applique au démarrage de Parley.',
    LoggingLevel:
      'Ce que Parley écrit dans ses fichiers journaux sur cet ordinateur. Ils ne contiennent jamais de données recueillies, de numéros de compte, d’adresses ni de mots de passe.',
    OpenAtLogin: 'Si Parley démarre quand l’utilisateur ouvre une session sur l’ordinateur.',
    Language: 'La langue de Parley ; « system » suit la langue de l’ordinateur.',
    DisableDataExport:
      'true : ce que Parley a recueilli peut être consulté sur cet ordinateur, mais pas enregistré dans un fichier. false (par défaut) : on peut l’enregistrer.',
  },
} as const satisfies CatalogueTexts;
