// The page's texts in English and Chinese.

const WORDS = {
  en: {
    online: 'online', connecting: 'connecting', waiting: 'reconnecting', refused: 'refused', away: 'ngrok has ended',
    inSeconds: 'again in {0} s', ping: 'ping {0}', server: 'server {0}',
    pause: 'Pause', resume: 'Resume', clear: 'Clear', import: 'Import HAR', export: 'Export HAR', language: '中文',
    dark: 'Dark', light: 'Light', search: 'Search: status:5xx path:/pay method:POST or any words',
    requests: 'Requests/s', errors: 'Errors/s', traffic: 'In / out', latency: 'Median / 90 %', charts: 'Charts', list: 'Requests', tools: 'Tools',
    tunnels: 'Tunnels', tunnelCount: '{0} tunnels', tunnelCountOne: '{0} tunnel', refusedCount: '{0} refused', refusedCountOne: '{0} refused',
    host: 'Host', statusHead: 'Status', sortBy: 'Sort by {0}', languageCode: 'zh-CN',
    searchLabel: 'Search the requests', noKey: 'There is no key {0} It is looked for as it stands. Keys are status, method, path, tunnel, visitor, type and is.',
    'no-is': 'is:{0} finds nothing: there are open, broken, error, replay and imported.', 'no-status': 'status:{0} finds nothing: write 404, 5xx or >=400.',
    clearTitle: 'Forget all requests?', clearText: 'What is kept is forgotten for every page and program. It cannot be brought back.',
    noneTitle: 'No requests yet', noneText: 'Open one of these addresses, and what comes is shown here:',
    noTunnels: 'No tunnel is open.', notInspected: 'Nothing is kept: there is no http tunnel, or inspect is false.', nothingFound: 'Nothing found', nothingFoundText: 'No request that is kept matches {0}.',
    choose: 'Choose a request to see what it was and what came back.',
    missed: '{0} requests were not captured: there were more than 1000 a second. The traffic itself is not affected.',
    paused: 'Paused: {0} new',
    copied: 'Copied', copy: 'Copy', qr: 'QR code', close: 'Close', cancel: 'Cancel', back: '‹ Back',
    replay: 'Replay', edit: 'Replay with changes', curl: 'Copy as curl', compare: 'Compare with original', original: 'Original',
    compareWith: 'Compare with…', compareHint: 'Then choose the other one. Or choose it at once with Ctrl held.', chooseOther: 'Choose the request to compare with {0}.',
    left: 'Left', right: 'Right', replaySide: 'Replay', sameRequests: 'The requests are the same.',
    noReplayOfStream: 'Not for a connection that both sides keep open.', noReplayOfPart: 'Not possible: its body was not kept whole.',
    request: 'Request', reply: 'Reply', summary: 'Summary', headers: 'Headers', raw: 'Raw', hex: 'Hex',
    visitor: 'Visitor', tunnel: 'Tunnel', time: 'Time', duration: 'Duration', firstByte: 'First byte', size: 'Size',
    trouble: 'Trouble', interim: 'Before it', replayOf: 'Replay of', imported: 'imported', replayed: 'replay', open: 'open',
    query: 'Query', form: 'Form', body: 'Body', noBody: 'No body.', copyBody: 'Copy body', foldAll: 'Fold all', unfoldAll: 'Unfold all', foldLine: 'Fold or unfold', trailers: 'Trailers', noReply: 'No reply yet.', noReplyAtAll: 'There was no reply.',
    binary: 'Binary, {0}. See Hex, or', download: 'download it', downloadPart: 'Download',
    kept: 'Only the first {0} bytes were kept (inspect_body_limit, inspect_memory).', unpacked: 'Unpacked: {0}.', damaged: 'Not all could be unpacked: {0}.',
    asWritten: 'Shown as it was written: laid out it would be far longer.', onlyParts: 'Only the first {0} parts are shown.', onlyFields: 'Only the first {0} fields are shown.',
    syntax: 'Line {0}, column {1}: {2}',
    show: 'show', hidden: 'This holds credentials.', showAll: 'Show them',
    frames: 'Messages', events: 'Events', framesCount: '{0} messages', framesCountOne: '{0} message', eventsCount: '{0} events', eventsCountOne: '{0} event', framesForgotten: '{0} earlier ones are not kept.', noMessages: 'No messages yet.',
    way: 'Way', kind: 'Kind', data: 'Data', fromVisitor: 'from the visitor', fromService: 'from the service',
    'kind-text': 'text', 'kind-binary': 'binary', 'kind-close': 'close', 'kind-ping': 'ping', 'kind-pong': 'pong', 'kind-event': 'event',
    closed: 'Closed', byVisitor: 'by the visitor', byService: 'by the service', closeNone: 'without a code',
    close1000: 'normal end', close1001: 'going away', close1002: 'protocol error', close1003: 'unsupported data', close1007: 'malformed text', close1008: 'against the rules',
    close1009: 'message too big', close1010: 'extension missing', close1011: 'internal error', close1012: 'service restart', close1013: 'try again later', close1014: 'bad gateway',
    closeLibrary: "a library's own code", closeOwn: "the application's own code", closeUnknown: 'unknown code',
    method: 'Method', target: 'Path and query', headerLines: 'Headers, one a line', bodyText: 'Body', send: 'Send', mark: 'Mark with the header X-Ngrok-Replay',
    binaryBody: 'The body is binary and is sent as it was.', headerWrong: 'This is no header: {0}',
    replaySent: 'Sent again', comparing: 'Comparison', same: 'The replies are the same.',
    importedCount: '{0} requests imported', importedCountOne: '{0} request imported', gone: 'This request is not kept any more.', failed: 'That did not work: {0}', noConnection: 'ngrok does not answer',
    part: 'Part',
  },
  zh: {
    online: '在线', connecting: '连接中', waiting: '重新连接中', refused: '被拒绝', away: 'ngrok 已退出',
    inSeconds: '{0} 秒后重试', ping: '延迟 {0}', server: '服务器 {0}',
    pause: '暂停', resume: '继续', clear: '清空', import: '导入 HAR', export: '导出 HAR', language: 'English',
    dark: '深色', light: '浅色', search: '搜索：status:5xx path:/pay method:POST 或任意文字',
    requests: '请求/秒', errors: '错误/秒', traffic: '流入 / 流出', latency: '中位数 / 90 %', charts: '曲线', list: '请求', tools: '工具',
    tunnels: '隧道', tunnelCount: '{0} 条隧道', refusedCount: '{0} 条被拒绝',
    host: '主机', statusHead: '状态', sortBy: '按{0}排序', languageCode: 'en',
    searchLabel: '搜索请求', noKey: '没有 {0} 这个键，按原文查找。可用的键：status、method、path、tunnel、visitor、type、is。',
    'no-is': 'is:{0} 找不到任何请求：可用 open、broken、error、replay、imported。', 'no-status': 'status:{0} 找不到任何请求：请写 404、5xx 或 >=400。',
    clearTitle: '清空所有请求？', clearText: '保留的内容会对所有页面和程序清空，无法恢复。',
    noneTitle: '还没有请求', noneText: '打开以下任一地址，收到的请求会显示在这里：',
    noTunnels: '没有打开的隧道。', notInspected: '不记录任何请求：没有 http 隧道，或者 inspect 为 false。', nothingFound: '没有找到', nothingFoundText: '保留的请求中没有与 {0} 匹配的。',
    choose: '选择一个请求，查看它的内容和响应。',
    missed: '有 {0} 个请求未被记录：每秒超过 1000 个。流量本身不受影响。',
    paused: '已暂停：{0} 个新请求',
    copied: '已复制', copy: '复制', qr: '二维码', close: '关闭', cancel: '取消', back: '‹ 返回',
    replay: '重放', edit: '修改后重放', curl: '复制为 curl', compare: '与原请求对比', original: '原请求',
    compareWith: '对比…', compareHint: '再选择另一个请求；也可以按住 Ctrl 直接选择。', chooseOther: '请选择要与 {0} 对比的请求。',
    left: '左', right: '右', replaySide: '重放', sameRequests: '两个请求相同。',
    noReplayOfStream: '双方保持打开的连接不能重放。', noReplayOfPart: '不能重放：正文没有完整保留。',
    request: '请求', reply: '响应', summary: '概要', headers: '头部', raw: '原文', hex: '十六进制',
    visitor: '访客', tunnel: '隧道', time: '时间', duration: '耗时', firstByte: '首字节', size: '大小',
    trouble: '问题', interim: '此前', replayOf: '重放自', imported: '导入', replayed: '重放', open: '进行中',
    query: '查询参数', form: '表单', body: '正文', noBody: '没有正文。', copyBody: '复制正文', foldAll: '全部折叠', unfoldAll: '全部展开', foldLine: '折叠或展开', trailers: '尾部', noReply: '尚无响应。', noReplyAtAll: '没有响应。',
    binary: '二进制，{0}。请看十六进制，或', download: '下载', downloadPart: '下载',
    kept: '只保留了前 {0} 字节（inspect_body_limit、inspect_memory）。', unpacked: '已解压：{0}。', damaged: '未能全部解压：{0}。',
    asWritten: '按原样显示：排版后会长得多。', onlyParts: '只显示前 {0} 个部分。', onlyFields: '只显示前 {0} 个字段。',
    syntax: '第 {0} 行第 {1} 列：{2}',
    show: '显示', hidden: '其中含有凭据。', showAll: '显示',
    frames: '消息', events: '事件', framesCount: '{0} 条消息', eventsCount: '{0} 条事件', framesForgotten: '更早的 {0} 条未保留。', noMessages: '还没有消息。',
    way: '方向', kind: '类型', data: '数据', fromVisitor: '来自访客', fromService: '来自服务',
    'kind-text': '文本', 'kind-binary': '二进制', 'kind-close': '关闭', 'kind-ping': 'ping', 'kind-pong': 'pong', 'kind-event': '事件',
    closed: '关闭', byVisitor: '由访客', byService: '由服务', closeNone: '没有代码',
    close1000: '正常结束', close1001: '即将离开', close1002: '协议错误', close1003: '不支持的数据', close1007: '文本格式错误', close1008: '违反规则',
    close1009: '消息过大', close1010: '缺少扩展', close1011: '内部错误', close1012: '服务重启', close1013: '请稍后再试', close1014: '网关错误',
    closeLibrary: '某个库自定的代码', closeOwn: '应用自定的代码', closeUnknown: '未知代码',
    method: '方法', target: '路径和查询', headerLines: '头部，每行一个', bodyText: '正文', send: '发送', mark: '用头部 X-Ngrok-Replay 标记',
    binaryBody: '正文是二进制，将原样发送。', headerWrong: '这不是头部：{0}',
    replaySent: '已重新发送', comparing: '对比', same: '两个响应相同。',
    importedCount: '已导入 {0} 个请求', gone: '这个请求已不再保留。', failed: '失败：{0}', noConnection: 'ngrok 没有响应',
    part: '部分',
  },
};

const KEY = 'ngrok-language';
let current = localStorage.getItem(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export function language() {
  return current === 'zh' ? 'zh-CN' : 'en-GB';
}

export function toggleLanguage() {
  current = current === 'zh' ? 'en' : 'zh';
  localStorage.setItem(KEY, current);
  document.documentElement.lang = language();
}

document.documentElement.lang = language();

/** Whether there is such a text. */
export function has(key) {
  return key in WORDS[current];
}

/** A text with a number: in English one thing has a text of its own. */
export function count(key, number) {
  return t(number === 1 && has(`${key}One`) ? `${key}One` : key, number);
}

/** A text; {0} and {1} are replaced. */
export function t(key, ...values) {
  return WORDS[current][key].replace(/\{(\d)\}/g, (all, index) => String(values[index]));
}
