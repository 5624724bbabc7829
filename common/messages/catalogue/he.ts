/** Hebrew for the catalogue and the policies. */
import type { CatalogueTexts, ErrorCommon, UsageCommon } from './texts.ts';

const AppVersion = 'הגרסה של היישום הזה.';
const OSName = 'מערכת ההפעלה.';
const OSVersion = 'הגרסה של מערכת ההפעלה.';
const ErrorCode = 'קוד קצר שאומר איזה סוג של שגיאה זה היה.';

const usage: { readonly [F in UsageCommon]: string } = {
  FederationPartner: 'השם הרשום של הארגון שלך, קריא. הוא לעולם לא נלקח מהכתובת שלך.',
  AppVersion,
};
const report: { readonly [F in ErrorCommon]: string } = {
  FederationPartner: 'השם הרשום של הארגון שלך, קריא.',
  UserID: 'מספר החשבון שלך, קריא בדרך. שירות האבחון הופך אותו לקוד לפני השמירה.',
  SipUri: 'כתובת השיחות שלך, קריאה בדרך. שירות האבחון הופך אותה לקוד לפני השמירה.',
  IPAddress: 'כתובת הרשת של המחשב הזה, כדי למצוא תקלות ברשתות.',
  AppVersion,
  OSName,
  OSVersion,
};

export const heTexts = {
  events: {
    'census.device': {
      purpose: 'לדעת באילו מערכות ושפות Parley צריך לפעול, והאם הכניסה לחשבון עובדת.',
      fields: {
        AppName: 'השם של היישום הזה.',
        AppVersion,
        DeviceModel: 'שם הדגם שהיצרן נתן לסוג המחשב הזה. לא המספר הסידורי שלו.',
        OSName,
        OSVersion,
        UserLanguage: 'השפה שהמחשב הזה מוגדר אליה.',
        Region: 'המדינה או האזור שהמחשב הזה מוגדר אליהם. לא המיקום שלך.',
        UserID:
          'קוד שנוצר מהחשבון שלך בעזרת מפתח שנמצא רק אצל הארגון שלך. שירות האבחון הופך אותו לקוד אחר לפני השמירה. מושמט כשאין חשבון מחובר.',
        DeviceID: 'מספר אקראי שנוצר פעם אחת במכשיר הזה. הוא לא נלקח מהחומרה ולא ממך.',
        SignInAttempts: 'כמה פעמים ניסו להיכנס לחשבון מאז הרשומה הקודמת מסוג זה.',
        SignInFailures: 'כמה פעמים הכניסה לחשבון נכשלה מאז הרשומה הקודמת מסוג זה.',
      },
    },
    'usage.communication': {
      purpose: 'לדעת כמה משתמשים בשיחות, בהודעות ובפגישות.',
      fields: {
        ...usage,
        IMSent: 'כמה הודעות מיידיות נשלחו. לעולם לא מה נאמר בהן או אל מי.',
        IMReceived: 'כמה הודעות מיידיות התקבלו. לעולם לא מה נאמר בהן או ממי.',
        CallsMade: 'כמה שיחות בוצעו. לעולם לא אל מי.',
        JoinMeetingAttempts: 'כמה פעמים ניסו להצטרף לפגישה.',
        JoinMeetingSuccess: 'כמה פעמים ההצטרפות לפגישה הצליחה.',
        CallMeetingMinutes: 'כמה דקות נמשכו שיחות ופגישות בסך הכול.',
      },
    },
    'usage.features': {
      purpose: 'לדעת באילו חלקים של התוכנה משתמשים, כדי לשפר אותם ולעשות סדר באחרים.',
      fields: {
        ...usage,
        OptionsOpened: 'כמה פעמים נפתח חלון האפשרויות.',
        DataStatusOpened: 'כמה פעמים בדקו מה Parley אוסף באותו רגע.',
        RecordsViewed: 'כמה פעמים הוצגה רשימת הנתונים שנאספו.',
        PresenceChanged: 'כמה פעמים שונתה הזמינות העצמית (פנוי, עסוק ועוד).',
        ThemeChanged: 'כמה פעמים שונו הצבעים.',
        SignedIn: 'כמה פעמים הכניסה לחשבון הצליחה.',
      },
    },
    'usage.stability': {
      purpose: 'לדעת עד כמה התוכנה יציבה.',
      fields: {
        ...usage,
        Starts: 'כמה פעמים Parley הופעל.',
        UncleanExits: 'כמה פעמים Parley הסתיים בלי שנסגר, למשל בגלל קריסה.',
        WindowCrashes: 'כמה פעמים קרס חלון של Parley.',
        WindowHangs: 'כמה פעמים חלון של Parley הפסיק להגיב לזמן מה.',
      },
    },
    'error.exception': {
      purpose: 'למצוא ולתקן שגיאות תכנות.',
      fields: {
        ...report,
        Process: 'באיזה חלק של Parley אירעה השגיאה.',
        ErrorType: 'סוג השגיאה. לעולם לא ההודעה שלה, שעשויה לכלול מידע אישי.',
        ErrorCode,
        Frames: 'היכן בתוכנה של Parley עצמה זה קרה. שמות התיקיות במחשב שלך מוסרים.',
      },
    },
    'error.process-gone': {
      purpose: 'למצוא ולתקן קריסות.',
      fields: {
        ...report,
        ProcessType: 'איזה חלק של Parley הסתיים.',
        Reason: 'למה הוא הסתיים, לפי המערכת.',
        ExitCode: 'המספר שבו הוא הסתיים. לעולם לא תוכן הזיכרון.',
      },
    },
    'error.hang': {
      purpose: 'למצוא ולתקן חלונות שמפסיקים להגיב.',
      fields: { ...report, Window: 'איזה חלון הפסיק להגיב.', DurationMs: 'למשך כמה זמן.' },
    },
    'error.sign-in': {
      purpose: 'לברר למה אנשים לא מצליחים להיכנס לחשבון.',
      fields: {
        ...report,
        Reason: 'למה הכניסה נכשלה. לעולם לא החשבון או הסיסמה שהוקלדו.',
        ErrorCode,
        DurationMs: 'כמה זמן נמשך הניסיון.',
      },
    },
    'error.conversation': {
      purpose: 'לברר למה הודעות ושיחות נכשלות.',
      fields: {
        ...report,
        MessageDirection: 'האם ההודעה נכנסה או יצאה.',
        ConversationState: 'מה היה מצב השיחה.',
        ConversationThreadID: 'המספר של השיחה. לעולם לא מה שנאמר בה.',
        ErrorCode,
      },
    },
    'error.log': {
      purpose: 'לראות מה הוביל לשגיאה.',
      fields: {
        ...report,
        Template: 'איזה ממשפטי היומן המוכנים זה היה. אין טקסט חופשי.',
        Code: ErrorCode,
        Count: 'מספר ששייך למשפט.',
      },
    },
    'error.performance': {
      purpose: 'לברר היכן Parley איטי ובאילו סוגי מחשבים.',
      fields: {
        ...report,
        StartUpMs: 'כמה זמן לקח ל-Parley לעלות.',
        MemoryMiB: 'בכמה זיכרון Parley השתמש.',
        ProcessorCount: 'כמה מעבדים יש במחשב הזה.',
        TotalMemoryMiB: 'כמה זיכרון יש במחשב הזה.',
      },
    },
    'error.network': {
      purpose: 'לברר מה איכות הרשת ששיחות ופגישות עוברות בה.',
      fields: {
        ...report,
        ConnectionType: 'איך המחשב הזה היה מחובר.',
        RoundTripMs: 'כמה זמן לקח לנתונים להגיע לצד השני ולחזור.',
        PacketLossPermille: 'כמה מכל אלף חבילות נתונים אבדו.',
        JitterMs: 'עד כמה הנתונים הגיעו בקצב לא אחיד.',
      },
    },
  },
  policies: {
    DisableAutomaticSendTracing:
      'true: לא נאספים ולא נשלחים נתוני שימוש ודיווחי שגיאות של איש. false (ברירת המחדל): נתוני שימוש נאספים, ודיווחי שגיאות נשלחים עבור משתמשים שהפעילו אותם. נתונים בסיסיים אינם מושפעים.',
    TelemetryServiceUrl:
      'איזה משירותי האבחון של Parley מקבל את הנתונים: כתובת https באחד המארחים שהגרסה הזאת מכירה. בתוקף מהבקשה הבאה.',
    TenantUrl: 'הכתובת של השירות של הארגון, שבו נכנסים לחשבון: כתובת https. בתוקף כאשר Parley מופעל.',
    LoggingLevel:
      'כמה Parley כותב לקובצי היומן שלו במחשב הזה. קובצי היומן לעולם לא כוללים נתונים שנאספו, מספרי חשבון, כתובות או סיסמאות.',
    OpenAtLogin: 'האם Parley מופעל כאשר המשתמש נכנס למחשב.',
    Language: 'השפה של Parley; "system" פירושו לפי שפת המחשב.',
    DisableDataExport:
      'true: אפשר לראות במחשב הזה את מה ש-Parley אסף, אך לא לשמור אותו בקובץ. false (ברירת המחדל): אפשר לשמור.',
  },
} as const satisfies CatalogueTexts;
