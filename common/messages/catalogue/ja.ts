/** Japanese for the catalogue and the policies. */
import type { CatalogueTexts, ErrorCommon, UsageCommon } from './texts.ts';

const AppVersion = 'このアプリのバージョン。';
const OSName = 'オペレーティングシステム。';
const OSVersion = 'オペレーティングシステムのバージョン。';
const ErrorCode = 'どのような種類のエラーだったかを示す短いコード。';

const usage: { readonly [F in UsageCommon]: string } = {
  FederationPartner: '組織の登録名 (読める形)。あなたのアドレスから取り出すことはありません。',
  AppVersion,
};
const report: { readonly [F in ErrorCommon]: string } = {
  FederationPartner: '組織の登録名 (読める形)。',
  UserID: 'あなたのアカウント番号。送信中は読める形です。診断サービスは保存する前にコードに変換します。',
  SipUri: 'あなたの通話用アドレス。送信中は読める形です。診断サービスは保存する前にコードに変換します。',
  IPAddress: 'このコンピューターのネットワークアドレス。ネットワークの障害を見つけるためのものです。',
  AppVersion,
  OSName,
  OSVersion,
};

export const jaTexts = {
  events: {
    'census.device': {
      purpose: 'Parley が対応すべきシステムと言語、およびサインインができているかを知るため。',
      fields: {
        AppName: 'このアプリの名前。',
        AppVersion,
        DeviceModel: 'メーカーがこの種類のコンピューターに付けた機種名。製造番号ではありません。',
        OSName,
        OSVersion,
        UserLanguage: 'このコンピューターに設定されている言語。',
        Region: 'このコンピューターに設定されている国または地域。あなたの居場所ではありません。',
        UserID:
          'あなたのアカウントから、組織だけが持つ鍵で作ったコード。診断サービスは保存する前に別のコードに変換します。サインアウト中は含みません。',
        DeviceID: 'このデバイスで一度だけ作られた乱数。ハードウェアやあなたに由来するものではありません。',
        SignInAttempts: 'この種類の前回の記録以降に、サインインが試みられた回数。',
        SignInFailures: 'この種類の前回の記録以降に、サインインに失敗した回数。',
      },
    },
    'usage.communication': {
      purpose: '通話、メッセージ、会議がどのくらい使われているかを知るため。',
      fields: {
        ...usage,
        IMSent: '送信されたインスタントメッセージの数。内容や宛先は決して含みません。',
        IMReceived: '受信されたインスタントメッセージの数。内容や差出人は決して含みません。',
        CallsMade: '発信された通話の数。相手は決して含みません。',
        JoinMeetingAttempts: '会議への参加が試みられた回数。',
        JoinMeetingSuccess: '会議に参加できた回数。',
        CallMeetingMinutes: '通話と会議の時間の合計 (分)。',
      },
    },
    'usage.features': {
      purpose: 'プログラムのどの機能が使われているかを知り、それを改善し、ほかを整理するため。',
      fields: {
        ...usage,
        OptionsOpened: 'オプションのウィンドウが開かれた回数。',
        DataStatusOpened: 'Parley が現在集めているものが確認された回数。',
        RecordsViewed: '集めたデータの一覧が見られた回数。',
        PresenceChanged: '自分の在席状況 (連絡可能、取り込み中など) が変更された回数。',
        ThemeChanged: '色が変更された回数。',
        SignedIn: 'サインインに成功した回数。',
      },
    },
    'usage.stability': {
      purpose: 'プログラムがどのくらい安定しているかを知るため。',
      fields: {
        ...usage,
        Starts: 'Parley が起動された回数。',
        UncleanExits: 'Parley が閉じられないまま終わった回数。たとえば異常終了によるもの。',
        WindowCrashes: 'Parley のウィンドウが異常終了した回数。',
        WindowHangs: 'Parley のウィンドウがしばらく応答しなくなった回数。',
      },
    },
    'error.exception': {
      purpose: 'プログラムの誤りを見つけて直すため。',
      fields: {
        ...report,
        Process: 'Parley のどの部分でエラーが起きたか。',
        ErrorType: 'エラーの種類。個人のデータを含むおそれがあるため、エラーの文面は決して含みません。',
        ErrorCode,
        Frames: 'Parley のプログラムのどこで起きたか。コンピューターのフォルダー名は取り除かれます。',
      },
    },
    'error.process-gone': {
      purpose: '異常終了の原因を見つけて直すため。',
      fields: {
        ...report,
        ProcessType: 'Parley のどの部分が終了したか。',
        Reason: '終了した理由 (システムによる)。',
        ExitCode: '終了時の番号。メモリの内容は決して含みません。',
      },
    },
    'error.hang': {
      purpose: '応答しなくなるウィンドウを見つけて直すため。',
      fields: { ...report, Window: '応答しなくなったウィンドウ。', DurationMs: '応答しなかった時間。' },
    },
    'error.sign-in': {
      purpose: 'サインインできない理由を突き止めるため。',
      fields: {
        ...report,
        Reason: 'サインインに失敗した理由。入力されたアカウントやパスワードは決して含みません。',
        ErrorCode,
        DurationMs: '試みにかかった時間。',
      },
    },
    'error.conversation': {
      purpose: 'メッセージや通話が失敗する理由を突き止めるため。',
      fields: {
        ...report,
        MessageDirection: 'メッセージが受信か送信か。',
        ConversationState: '会話がどのような状態だったか。',
        ConversationThreadID: '会話の番号。話された内容は決して含みません。',
        ErrorCode,
      },
    },
    'error.log': {
      purpose: 'エラーに至った経過を知るため。',
      fields: {
        ...report,
        Template: '用意されたログの文のうちどれだったか。自由な文章はありません。',
        Code: ErrorCode,
        Count: 'その文に付く数値。',
      },
    },
    'error.performance': {
      purpose: 'Parley がどこで、どのような種類のコンピューターで遅いかを突き止めるため。',
      fields: {
        ...report,
        StartUpMs: 'Parley の起動にかかった時間。',
        MemoryMiB: 'Parley が使っていたメモリの量。',
        ProcessorCount: 'このコンピューターのプロセッサの数。',
        TotalMemoryMiB: 'このコンピューターのメモリの量。',
      },
    },
    'error.network': {
      purpose: '通話や会議が使うネットワークの品質を知るため。',
      fields: {
        ...report,
        ConnectionType: 'このコンピューターがどのように接続されていたか。',
        RoundTripMs: 'データが相手側と往復するのにかかった時間。',
        PacketLossPermille: '千個のデータのうち失われた数。',
        JitterMs: 'データの届き方がどのくらい不規則だったか。',
      },
    },
  },
  policies: {
    DisableAutomaticSendTracing:
      'true: 誰についても、利用状況データとエラー報告を集めず、送信もしません。false (既定): 利用状況データを集め、オンにした利用者のエラー報告を送信します。基本データには影響しません。',
    TelemetryServiceUrl:
      'Parley の診断サービスのうち、どれがデータを受け取るか。このバージョンが知っているホストの https アドレスです。次の送信から適用されます。',
    TenantUrl: 'サインインに使う、組織のサービスのアドレス。https アドレスです。Parley の起動時に適用されます。',
    LoggingLevel:
      'Parley がこのコンピューターのログファイルに書く量。集めたデータ、アカウント番号、アドレス、パスワードをログファイルに書くことは決してありません。',
    OpenAtLogin: '利用者がコンピューターにログオンしたときに Parley を起動するかどうか。',
    Language: 'Parley の言語。「system」はコンピューターの言語に合わせます。',
    DisableDataExport:
      'true: Parley が集めたものは、このコンピューターで見ることはできますが、ファイルに保存することはできません。false (既定): 保存できます。',
  },
} as const satisfies CatalogueTexts;
