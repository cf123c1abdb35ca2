// The page's texts in English and Chinese.

const WORDS = {
  en: {
    online: 'online', connecting: 'connecting', waiting: 'reconnecting', refused: 'refused', away: 'ngrok has ended',
    inSeconds: 'again in {0} s', ping: 'ping {0}', server: 'server {0}',
    pause: 'Pause', resume: 'Resume', clear: 'Clear', import: 'Import HAR', export: 'Export HAR', language: '中文',
    dark: 'Dark', light: 'Light', search: 'Search: status:5xx path:/pay method:POST or any words',
    requests: 'Requests/s', errors: 'Errors/s', traffic: 'In / out', latency: 'Median / 90 %',
    noneTitle: 'No requests yet', noneText: 'Open one of these addresses, and what comes is shown here:',
    noTunnels: 'No tunnel is open.', notInspected: 'Nothing is kept: there is no http tunnel, or inspect is false.', nothingFound: 'Nothing found', nothingFoundText: 'No request that is kept matches {0}.',
    choose: 'Choose a request to see what it was and what came back.',
    missed: '{0} requests were not captured: there were more than 1000 a second. The traffic itself is not affected.',
    paused: 'Paused: {0} new',
    copied: 'Copied', copy: 'Copy', qr: 'QR code', close: 'Close', cancel: 'Cancel', back: '‹ Back',
    replay: 'Replay', edit: 'Replay with changes', curl: 'Copy as curl', compare: 'Compare', original: 'Original',
    request: 'Request', reply: 'Reply', summary: 'Summary', headers: 'Headers', raw: 'Raw', hex: 'Hex',
    client: 'Client', tunnel: 'Tunnel', time: 'Time', duration: 'Duration', firstByte: 'First byte', size: 'Size',
    trouble: 'Trouble', interim: 'Before it', replayOf: 'Replay of', imported: 'imported', replayed: 'replay', open: 'open',
    query: 'Query', form: 'Form', body: 'Body', parts: 'Parts', noBody: 'No body.', trailers: 'Trailers', noReply: 'No reply yet.', noReplyAtAll: 'There was no reply.',
    binary: 'Binary, {0}. See Hex, or', download: 'download it',
    kept: 'Only the first {0} bytes were kept (inspect_body_limit, inspect_memory).', unpacked: 'Unpacked: {0}.', damaged: 'Not all could be unpacked: {0}.',
    asWritten: 'Shown as it was written: laid out it would be far longer.', onlyParts: 'Only the first {0} parts are shown.', onlyFields: 'Only the first {0} fields are shown.',
    syntax: 'Line {0}, column {1}: {2}',
    show: 'show', hidden: 'This holds credentials.', showAll: 'Show them',
    frames: 'Messages', framesForgotten: '{0} earlier ones are not kept.', way: '', kind: 'Kind', data: 'Data',
    method: 'Method', target: 'Path and query', headerLines: 'Headers, one a line', bodyText: 'Body', send: 'Send', mark: 'Mark with the header X-Ngrok-Replay',
    binaryBody: 'The body is binary and is sent as it was.', headerWrong: 'This is no header: {0}',
    replaySent: 'Sent again', comparing: 'Compared with the original', same: 'The replies are the same.',
    importedCount: '{0} requests imported', gone: 'This request is not kept any more.', failed: 'That did not work: {0}', noConnection: 'ngrok does not answer',
    part: 'Part', file: 'File',
  },
  zh: {
    online: '在线', connecting: '连接中', waiting: '重新连接中', refused: '被拒绝', away: 'ngrok 已退出',
    inSeconds: '{0} 秒后重试', ping: '延迟 {0}', server: '服务器 {0}',
    pause: '暂停', resume: '继续', clear: '清空', import: '导入 HAR', export: '导出 HAR', language: 'English',
    dark: '深色', light: '浅色', search: '搜索：status:5xx path:/pay method:POST 或任意文字',
    requests: '请求/秒', errors: '错误/秒', traffic: '流入 / 流出', latency: '中位数 / 90 %',
    noneTitle: '还没有请求', noneText: '打开以下任一地址，收到的请求会显示在这里：',
    noTunnels: '没有打开的隧道。', notInspected: '不记录任何请求：没有 http 隧道，或者 inspect 为 false。', nothingFound: '没有找到', nothingFoundText: '保留的请求中没有与 {0} 匹配的。',
    choose: '选择一个请求，查看它的内容和响应。',
    missed: '有 {0} 个请求未被记录：每秒超过 1000 个。流量本身不受影响。',
    paused: '已暂停：{0} 个新请求',
    copied: '已复制', copy: '复制', qr: '二维码', close: '关闭', cancel: '取消', back: '‹ 返回',
    replay: '重放', edit: '修改后重放', curl: '复制为 curl', compare: '对比', original: '原请求',
    request: '请求', reply: '响应', summary: '概要', headers: '头部', raw: '原文', hex: '十六进制',
    client: '客户端', tunnel: '隧道', time: '时间', duration: '耗时', firstByte: '首字节', size: '大小',
    trouble: '问题', interim: '此前', replayOf: '重放自', imported: '导入', replayed: '重放', open: '进行中',
    query: '查询参数', form: '表单', body: '正文', parts: '各部分', noBody: '没有正文。', trailers: '尾部', noReply: '尚无响应。', noReplyAtAll: '没有响应。',
    binary: '二进制，{0}。请看十六进制，或', download: '下载',
    kept: '只保留了前 {0} 字节（inspect_body_limit、inspect_memory）。', unpacked: '已解压：{0}。', damaged: '未能全部解压：{0}。',
    asWritten: '按原样显示：排版后会长得多。', onlyParts: '只显示前 {0} 个部分。', onlyFields: '只显示前 {0} 个字段。',
    syntax: '第 {0} 行第 {1} 列：{2}',
    show: '显示', hidden: '其中含有凭据。', showAll: '显示',
    frames: '消息', framesForgotten: '更早的 {0} 条未保留。', way: '', kind: '类型', data: '数据',
    method: '方法', target: '路径和查询', headerLines: '头部，每行一个', bodyText: '正文', send: '发送', mark: '用头部 X-Ngrok-Replay 标记',
    binaryBody: '正文是二进制，将原样发送。', headerWrong: '这不是头部：{0}',
    replaySent: '已重新发送', comparing: '与原请求对比', same: '两个响应相同。',
    importedCount: '已导入 {0} 个请求', gone: '这个请求已不再保留。', failed: '失败：{0}', noConnection: 'ngrok 没有响应',
    part: '部分', file: '文件',
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

/** A text; {0} and {1} are replaced. */
export function t(key, ...values) {
  return WORDS[current][key].replace(/\{(\d)\}/g, (all, index) => String(values[index]));
}
