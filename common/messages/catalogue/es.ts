/** Spanish for the catalogue and the policies. */
import type { CatalogueTexts, ErrorCommon, UsageCommon } from './texts.ts';

const AppVersion = 'La versión de esta aplicación.';
const OSName = 'El sistema operativo.';
const OSVersion = 'La versión del sistema operativo.';
const ErrorCode = 'Un código breve que dice qué tipo de error fue.';

const usage: { readonly [F in UsageCommon]: string } = {
  FederationPartner: 'El nombre registrado de su organización, legible. Nunca se toma de su dirección.',
  AppVersion,
};
const report: { readonly [F in ErrorCommon]: string } = {
  FederationPartner: 'El nombre registrado de su organización, legible.',
  UserID:
    'Su número de cuenta, legible por el camino. El servicio de diagnóstico lo convierte en un código antes de guardarlo.',
  SipUri:
    'Su dirección de llamada, legible por el camino. El servicio de diagnóstico la convierte en un código antes de guardarla.',
  IPAddress: 'La dirección de red de este equipo, para encontrar fallos en las redes.',
  AppVersion,
  OSName,
  OSVersion,
};

export const esTexts = {
  events: {
    'census.device': {
      purpose: 'Saber con qué sistemas e idiomas debe funcionar Parley y si el inicio de sesión funciona.',
      fields: {
        AppName: 'El nombre de esta aplicación.',
        AppVersion,
        DeviceModel: 'El nombre de modelo que el fabricante dio a este tipo de equipo. No su número de serie.',
        OSName,
        OSVersion,
        UserLanguage: 'El idioma en que está configurado este equipo.',
        Region: 'El país o la región en que está configurado este equipo. No el lugar donde usted está.',
        UserID:
          'Un código creado a partir de su cuenta con una clave que solo tiene su organización. El servicio de diagnóstico lo convierte en otro código antes de guardarlo. Se omite mientras no haya iniciado sesión.',
        DeviceID: 'Un número aleatorio creado una sola vez en este dispositivo. No procede del hardware ni de usted.',
        SignInAttempts: 'Cuántas veces alguien intentó iniciar sesión desde el último registro de este tipo.',
        SignInFailures: 'Cuántas veces falló el inicio de sesión desde el último registro de este tipo.',
      },
    },
    'usage.communication': {
      purpose: 'Saber cuánto se usan las llamadas, los mensajes y las reuniones.',
      fields: {
        ...usage,
        IMSent: 'Cuántos mensajes instantáneos se enviaron. Nunca qué decían ni a quién iban.',
        IMReceived: 'Cuántos mensajes instantáneos se recibieron. Nunca qué decían ni de quién venían.',
        CallsMade: 'Cuántas llamadas se hicieron. Nunca a quién.',
        JoinMeetingAttempts: 'Cuántas veces alguien intentó unirse a una reunión.',
        JoinMeetingSuccess: 'Cuántas veces se logró unirse a una reunión.',
        CallMeetingMinutes: 'Cuántos minutos duraron en total las llamadas y las reuniones.',
      },
    },
    'usage.features': {
      purpose: 'Saber qué partes del programa se usan, para mejorarlas y poner orden en las demás.',
      fields: {
        ...usage,
        OptionsOpened: 'Cuántas veces se abrió la ventana de opciones.',
        DataStatusOpened: 'Cuántas veces se miró qué recopila Parley en ese momento.',
        RecordsViewed: 'Cuántas veces se miró la lista de datos recopilados.',
        PresenceChanged: 'Cuántas veces se cambió la propia disponibilidad (disponible, ocupado, …).',
        ThemeChanged: 'Cuántas veces se cambiaron los colores.',
        SignedIn: 'Cuántas veces alguien inició sesión con éxito.',
      },
    },
    'usage.stability': {
      purpose: 'Saber si el programa es estable.',
      fields: {
        ...usage,
        Starts: 'Cuántas veces se inició Parley.',
        UncleanExits: 'Cuántas veces terminó Parley sin que nadie lo cerrara, por ejemplo por un fallo.',
        WindowCrashes: 'Cuántas veces se cerró de forma inesperada una ventana de Parley.',
        WindowHangs: 'Cuántas veces una ventana de Parley dejó de responder durante un rato.',
      },
    },
    'error.exception': {
      purpose: 'Encontrar y corregir errores de programación.',
      fields: {
        ...report,
        Process: 'En qué parte de Parley ocurrió el error.',
        ErrorType: 'El tipo de error. Nunca su mensaje, que podría contener datos personales.',
        ErrorCode,
        Frames: 'En qué punto del programa de Parley ocurrió. Se quitan los nombres de las carpetas de su equipo.',
      },
    },
    'error.process-gone': {
      purpose: 'Encontrar y corregir cierres inesperados.',
      fields: {
        ...report,
        ProcessType: 'Qué parte de Parley terminó.',
        Reason: 'Por qué terminó, según el sistema.',
        ExitCode: 'El número con el que terminó. Nunca el contenido de la memoria.',
      },
    },
    'error.hang': {
      purpose: 'Encontrar y corregir ventanas que dejan de responder.',
      fields: { ...report, Window: 'Qué ventana dejó de responder.', DurationMs: 'Durante cuánto tiempo.' },
    },
    'error.sign-in': {
      purpose: 'Averiguar por qué hay personas que no pueden iniciar sesión.',
      fields: {
        ...report,
        Reason: 'Por qué falló el inicio de sesión. Nunca la cuenta ni la contraseña que se escribieron.',
        ErrorCode,
        DurationMs: 'Cuánto duró el intento.',
      },
    },
    'error.conversation': {
      purpose: 'Averiguar por qué fallan mensajes y llamadas.',
      fields: {
        ...report,
        MessageDirection: 'Si el mensaje entraba o salía.',
        ConversationState: 'Qué ocurría en la conversación.',
        ConversationThreadID: 'El número de la conversación. Nunca lo que se dijo en ella.',
        ErrorCode,
      },
    },
    'error.log': {
      purpose: 'Ver qué llevó a un error.',
      fields: {
        ...report,
        Template: 'Cuál de las frases de registro preparadas fue. No hay texto libre.',
        Code: ErrorCode,
        Count: 'Un número que corresponde a la frase.',
      },
    },
    'error.performance': {
      purpose: 'Averiguar dónde es lento Parley y en qué tipos de equipos.',
      fields: {
        ...report,
        StartUpMs: 'Cuánto tardó Parley en iniciarse.',
        MemoryMiB: 'Cuánta memoria usaba Parley.',
        ProcessorCount: 'Cuántos procesadores tiene este equipo.',
        TotalMemoryMiB: 'Cuánta memoria tiene este equipo.',
      },
    },
    'error.network': {
      purpose: 'Averiguar si es buena la red por la que pasan llamadas y reuniones.',
      fields: {
        ...report,
        ConnectionType: 'Cómo estaba conectado este equipo.',
        RoundTripMs: 'Cuánto tardaron los datos en ir y volver.',
        PacketLossPermille: 'Cuántos de cada mil paquetes de datos se perdieron.',
        JitterMs: 'Con cuánta irregularidad llegaban los datos.',
      },
    },
  },
  policies: {
    DisableAutomaticSendTracing:
      'true: no se recopilan ni se envían datos de uso ni informes de errores de nadie. false (valor predeterminado): se recopilan datos de uso y se envían informes de errores de los usuarios que los activan. Los datos básicos no se ven afectados.',
    TelemetryServiceUrl:
      'Cuál de los servicios de diagnóstico de Parley recibe los datos: una dirección https de uno de los hosts que conoce esta versión. Se aplica desde la próxima petición.',
    TenantUrl:
      'La dirección del servicio de la organización, donde se inicia sesión: una dirección https. Se aplica cuando se inicia Parley.',
    LoggingLevel:
      'Cuánto escribe Parley en sus archivos de registro en este equipo. Nunca contienen datos recopilados, números de cuenta, direcciones ni contraseñas.',
    OpenAtLogin: 'Si Parley se inicia cuando el usuario inicia sesión en el equipo.',
    Language: 'El idioma de Parley; «system» sigue el idioma del equipo.',
    DisableDataExport:
      'true: lo que Parley recopiló se puede ver en este equipo, pero no guardar en un archivo. false (valor predeterminado): se puede guardar.',
  },
} as const satisfies CatalogueTexts;
