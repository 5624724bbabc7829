/** Chinese in simplified characters for the catalogue and the policies. */
import type { CatalogueTexts, ErrorCommon, UsageCommon } from './texts.ts';

const AppVersion = '此应用的版本。';
const OSName = '操作系统。';
const OSVersion = '操作系统的版本。';
const ErrorCode = '说明是哪种错误的简短代码。';

const usage: { readonly [F in UsageCommon]: string } = {
  FederationPartner: '您组织的注册名称，可读。绝不会取自您的地址。',
  AppVersion,
};
const report: { readonly [F in ErrorCommon]: string } = {
  FederationPartner: '您组织的注册名称，可读。',
  UserID: '您的帐号，传输途中可读。诊断服务在保存之前会将其转换为代码。',
  SipUri: '您的通话地址，传输途中可读。诊断服务在保存之前会将其转换为代码。',
  IPAddress: '这台计算机的网络地址，用于查找网络故障。',
  AppVersion,
  OSName,
  OSVersion,
};

export const zhTexts = {
  events: {
    'census.device': {
      purpose: '了解 Parley 需要在哪些系统和语言上运行，以及登录是否正常。',
      fields: {
        AppName: '此应用的名称。',
        AppVersion,
        DeviceModel: '制造商为这种计算机起的型号名称。不是序列号。',
        OSName,
        OSVersion,
        UserLanguage: '这台计算机所设置的语言。',
        Region: '这台计算机所设置的国家或地区。不是您的位置。',
        UserID:
          '用只有您的组织拥有的密钥，由您的帐户生成的代码。诊断服务在保存之前会将其转换为另一个代码。退出登录期间省略。',
        DeviceID: '在此设备上一次性生成的随机数。它不取自硬件，也不取自您。',
        SignInAttempts: '自上一条此类记录以来尝试登录的次数。',
        SignInFailures: '自上一条此类记录以来登录失败的次数。',
      },
    },
    'usage.communication': {
      purpose: '了解通话、消息和会议的使用程度。',
      fields: {
        ...usage,
        IMSent: '发送了多少条即时消息。绝不包含内容或收件人。',
        IMReceived: '收到了多少条即时消息。绝不包含内容或发件人。',
        CallsMade: '拨打了多少次通话。绝不包含对方是谁。',
        JoinMeetingAttempts: '尝试加入会议的次数。',
        JoinMeetingSuccess: '成功加入会议的次数。',
        CallMeetingMinutes: '通话和会议共持续了多少分钟。',
      },
    },
    'usage.features': {
      purpose: '了解程序的哪些部分被使用，以便改进这些部分并清理其他部分。',
      fields: {
        ...usage,
        OptionsOpened: '打开选项窗口的次数。',
        DataStatusOpened: '查看 Parley 当前收集内容的次数。',
        RecordsViewed: '查看所收集数据列表的次数。',
        PresenceChanged: '更改自己的在线状态（有空、忙碌等）的次数。',
        ThemeChanged: '更改颜色的次数。',
        SignedIn: '成功登录的次数。',
      },
    },
    'usage.stability': {
      purpose: '了解程序的稳定程度。',
      fields: {
        ...usage,
        Starts: '启动 Parley 的次数。',
        UncleanExits: 'Parley 未经关闭而结束的次数，例如由于崩溃。',
        WindowCrashes: 'Parley 的窗口崩溃的次数。',
        WindowHangs: 'Parley 的窗口一段时间没有响应的次数。',
      },
    },
    'error.exception': {
      purpose: '查找并修复程序错误。',
      fields: {
        ...report,
        Process: '错误发生在 Parley 的哪个部分。',
        ErrorType: '错误的类型。绝不包含错误信息，因为其中可能含有个人数据。',
        ErrorCode,
        Frames: '发生在 Parley 程序本身的什么位置。您计算机上的文件夹名称会被去除。',
      },
    },
    'error.process-gone': {
      purpose: '查找并修复崩溃。',
      fields: {
        ...report,
        ProcessType: 'Parley 的哪个部分结束了。',
        Reason: '系统给出的结束原因。',
        ExitCode: '结束时的数字。绝不包含内存的内容。',
      },
    },
    'error.hang': {
      purpose: '查找并修复停止响应的窗口。',
      fields: { ...report, Window: '哪个窗口停止了响应。', DurationMs: '持续了多长时间。' },
    },
    'error.sign-in': {
      purpose: '查明人们为何无法登录。',
      fields: {
        ...report,
        Reason: '登录失败的原因。绝不包含所输入的帐户或密码。',
        ErrorCode,
        DurationMs: '尝试花了多长时间。',
      },
    },
    'error.conversation': {
      purpose: '查明消息和通话为何失败。',
      fields: {
        ...report,
        MessageDirection: '消息是收到的还是发出的。',
        ConversationState: '对话当时处于什么状态。',
        ConversationThreadID: '对话的编号。绝不包含其中所说的内容。',
        ErrorCode,
      },
    },
    'error.log': {
      purpose: '了解导致错误的经过。',
      fields: {
        ...report,
        Template: '是哪一句预先准备的日志语句。没有自由文本。',
        Code: ErrorCode,
        Count: '属于该语句的一个数字。',
      },
    },
    'error.performance': {
      purpose: '查明 Parley 在哪里、在哪些类型的计算机上运行缓慢。',
      fields: {
        ...report,
        StartUpMs: 'Parley 启动花了多长时间。',
        MemoryMiB: 'Parley 使用了多少内存。',
        ProcessorCount: '这台计算机有多少个处理器。',
        TotalMemoryMiB: '这台计算机有多少内存。',
      },
    },
    'error.network': {
      purpose: '了解通话和会议所用网络的质量。',
      fields: {
        ...report,
        ConnectionType: '这台计算机的连接方式。',
        RoundTripMs: '数据往返对方花了多长时间。',
        PacketLossPermille: '每一千份数据中丢失了多少。',
        JitterMs: '数据到达的不均匀程度。',
      },
    },
  },
  policies: {
    DisableAutomaticSendTracing:
      'true：不为任何人收集或发送使用情况数据和错误报告。false（默认）：收集使用情况数据，并为开启了错误报告的用户发送错误报告。基本数据不受影响。',
    TelemetryServiceUrl:
      '由 Parley 的哪个诊断服务接收数据：位于此版本所列主机之一上的 https 地址。从下一次请求起生效。',
    TenantUrl: '组织的服务地址，人们在那里登录：一个 https 地址。在 Parley 启动时生效。',
    LoggingLevel: 'Parley 向这台计算机上的日志文件写入多少内容。日志文件绝不包含收集的数据、帐号、地址或密码。',
    OpenAtLogin: '用户登录计算机时是否启动 Parley。',
    Language: 'Parley 的语言；“system”表示跟随计算机的语言。',
    DisableDataExport: 'true：Parley 收集的内容可以在这台计算机上查看，但不能保存到文件。false（默认）：可以保存。',
  },
} as const satisfies CatalogueTexts;
