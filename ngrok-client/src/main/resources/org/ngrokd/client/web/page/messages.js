// The messages of a WebSocket, and the events of a stream.

import { h } from './dom.js';
import { bytes, clockWithMillis } from './format.js';
import { hexDump } from './hex.js';
import { fromBase64 } from './server.js';
import { has, t } from './words.js';

/** Whether it is one that was accepted. */
export function isWebSocket(detail) {
  const upgrade = detail.request.headers.find((header) => header.name.toLowerCase() === 'upgrade');
  return detail.summary.status === 101 && upgrade?.value.toLowerCase() === 'websocket';
}

/** What a code means: RFC 6455 §7.4. */
function codeText(code) {
  if (has(`close${code}`)) {
    return t(`close${code}`);
  }
  return t(code >= 4000 ? 'closeOwn' : code >= 3000 ? 'closeLibrary' : 'closeUnknown');
}

/** "1001 going away: server restarts". */
function closeText(data) {
  if (data.length < 2) {
    return t('closeNone');
  }
  const code = data[0] * 256 + data[1];
  const reason = new TextDecoder().decode(data.subarray(2));
  return `${code} ${codeText(code)}${reason ? `: ${reason}` : ''}`;
}

/** How it was closed, and by whom; the first Close frame counts. */
export function closedText(detail) {
  const close = detail.frames.find((frame) => frame.kind === 'close');
  return close ? `${closeText(fromBase64(close.data))} (${t(close.isFromVisitor ? 'byVisitor' : 'byService')})` : '';
}

function controlText(data) {
  const text = new TextDecoder().decode(data);
  return /^[\x20-\x7e\u00a0-\ufffc]*$/.test(text) ? text : hexDump(data);
}

function data(frame) {
  if (!frame.isBinary) {
    return frame.data;
  }
  const decoded = fromBase64(frame.data);
  if (frame.kind === 'close') {
    return closeText(decoded);
  }
  return frame.kind === 'binary' ? hexDump(decoded) : controlText(decoded);
}

function row(frame) {
  return h('tr', {},
    h('td', { class: 'time' }, clockWithMillis(frame.time)),
    h('td', { class: 'way', title: t(frame.isFromVisitor ? 'fromVisitor' : 'fromService') },
      h('span', { role: 'img', 'aria-label': t(frame.isFromVisitor ? 'fromVisitor' : 'fromService') }, frame.isFromVisitor ? '→' : '←')),
    h('td', { class: 'kind' }, t(`kind-${frame.kind}`)),
    h('td', { class: `data${frame.kind === 'binary' ? ' bytes' : ''}` }, h('div', {}, data(frame))),
    h('td', { class: 'size' }, bytes(frame.size)));
}

/** null where there are none, and none are to be expected. */
export function messages(detail) {
  if (detail.frames.length === 0) {
    return isWebSocket(detail)
      ? h('div', { class: 'part' }, h('h2', {}, t('frames')), h('p', { class: 'quiet' }, t('noMessages')))
      : null;
  }
  const heads = ['time', 'way', 'kind', 'data', 'size'];
  return h('div', { class: 'part' }, h('h2', {}, t(isWebSocket(detail) ? 'frames' : 'events')),
    detail.framesForgotten ? h('p', { class: 'note' }, t('framesForgotten', detail.framesForgotten)) : null,
    h('table', { class: 'frames sheet' },
      h('thead', {}, h('tr', {}, heads.map((name) => h('th', { scope: 'col', class: name }, t(name))))),
      h('tbody', {}, detail.frames.map(row))));
}
