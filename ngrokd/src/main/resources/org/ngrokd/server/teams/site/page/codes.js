// Why the server refuses something, in Chinese. It tells it in English, with a word that is the same for ever.

import { language } from './language.js';

const ZH = {
  'account.last-admin': '这是唯一的管理员，请先设置另一位。',
  'account.name': '无法由此得到地址：需要字母 a 到 z 或数字。',
  'account.unknown': '这个账户已不存在。',
  'key.bad': '公钥有误，没有添加任何公钥：',
  'key.limit': '公钥已达上限，请先删除一个。',
  'key.private': '这是私钥，只有您本人可以持有：它没有被保存。如果有人看到过它，请另做一个。这里应放旁边名称以 .pub 结尾的文件。',
  'key.taken': '这个公钥已属于另一个账户。请为这个账户另做一个。',
  'key.unknown': '没有这个公钥，可能已被删除。',
  'limits.wrong': '限制的写法有误：',
  'name.bad': '这个名称不可用：子域名只能是字母 a 到 z、数字和连字符，最多 63 个；主机名应完整，不含端口，且不在本服务器的域名之下。',
  'name.limit': '预留的名称已达上限，请先归还一个。',
  'name.not-allowed': '您的账户不能使用这个名称，请联系管理员。',
  'name.reserved': '这个名称由服务器保留，请另选一个。',
  'name.stable': '这个子域名永久属于您，不能归还。',
  'name.taken': '这个名称或端口已属于别人，请另选一个。',
  'name.unknown': '这个名称并未由您预留。',
  'port.bad': '这个端口不可用。',
  'port.limit': '预留的端口已达上限，请先归还一个。',
  'token.ends': '令牌的到期时间不能早于现在。',
  'token.label': '令牌需要一行标签，且不能太长。',
  'token.limit': '令牌已达上限，请先吊销一个。',
  'token.scope': '不能给令牌这样的权限。',
  'token.unknown': '没有这个令牌，可能已被吊销。',
};

/** Words of which what the server said stands behind the text, as it says where the mistake is. */
const WITH_MESSAGE = ['key.bad', 'limits.wrong', 'port.bad'];

/** The text for a word, or '' where the server's own has to do. */
export function codeText(code, message) {
  if (language() !== 'zh-CN' || !(code in ZH)) {
    return '';
  }
  return WITH_MESSAGE.includes(code) ? `${ZH[code]}\n${message}` : ZH[code];
}
