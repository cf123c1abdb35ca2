// Why exchanges broke off, in the page's language. ngrok tells it in English.

import { language } from './words.js';

const ZH = {
  'the reply broke off': '响应中断',
  'the service gave no reply': '服务没有响应',
  'the connection broke': '连接中断',
  'the connection left HTTP': '连接不再是 HTTP',
  'the connection ended inside a message': '连接在一条消息中途结束',
  'the visitor ended before the request was whole': '访客在请求完整之前离开',
  'the visitor sent too much before the upgrade was answered': '访客在升级得到响应之前发送过多',
  'no Close frame was sent': '没有收到 Close 帧',
  'a reply that nobody asked for': '没有对应请求的响应',
  'it was not followed to its end': '未能跟踪到结束',
  'it could not be followed any more': '无法继续跟踪',
  'the request is malformed': '请求格式错误',
  'the reply is malformed': '响应格式错误',
};

/** Reasons are joined by "; ", and may have a detail behind ": ". */
export function troubleText(trouble) {
  if (language() === 'en-GB') {
    return trouble;
  }
  return trouble.split('; ').map((reason) => {
    const colon = reason.indexOf(': ');
    const what = colon < 0 ? reason : reason.slice(0, colon);
    return (ZH[what] ?? what) + (colon < 0 ? '' : `：${reason.slice(colon + 2)}`);
  }).join('；');
}
