// All of one exchange.

import { bodyView, fieldTable } from './body.js';
import { curl } from './curl.js';
import { byId, copy, h, toast } from './dom.js';
import { bytes, clockWithMillis, dateAndClock, duration, statusClass, statusText } from './format.js';
import { hexDump } from './hex.js';
import { editor, replay } from './replay.js';
import { behindClick, value } from './secrets.js';
import { fromBase64 } from './server.js';
import { t } from './words.js';

const tabs = { request: 'summary', reply: 'summary' };

export function nothingChosen() {
  byId('detail').replaceChildren(h('div', { class: 'empty' }, h('p', {}, t('choose'))));
  document.body.classList.remove('reading');
}

export function gone(message) {
  byId('detail').replaceChildren(h('div', { class: 'empty' }, h('p', {}, message), backButton()));
}

function backButton() {
  return h('button', { class: 'back', onclick: () => document.body.classList.remove('reading') }, t('back'));
}

function facts(pairs) {
  return h('table', { class: 'facts' }, pairs.filter((pair) => pair[1] !== '').map(([name, text]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, text))));
}

function title(detail, actions) {
  const { summary } = detail;
  return h('div', { class: 'title' },
    h('div', { class: 'line' },
      backButton(),
      h('h2', {}, `${summary.method} ${summary.target}`),
      h('span', { class: 'spacer' }),
      h('strong', { class: statusClass(summary) }, `${statusText(summary)} ${summary.reason}`.trim())),
    h('div', { class: 'actions' },
      h('button', { class: 'main', id: 'replay', onclick: () => replay(summary.id, actions.chooseNew) }, t('replay')),
      h('button', { id: 'edit', onclick: () => editor(detail, actions.chooseNew) }, t('edit')),
      h('button', { onclick: () => copy(curl(detail), t('copied')) }, t('curl')),
      summary.replayOf ? h('button', { id: 'compare', onclick: () => actions.compare(summary.replayOf, summary.id) }, t('compare')) : null,
      summary.replayOf ? h('button', { onclick: () => actions.choose(summary.replayOf) }, t('original')) : null));
}

function course(detail) {
  const { summary } = detail;
  return h('div', { class: 'part' }, facts([
    [t('client'), summary.client],
    [t('tunnel'), detail.url ? `${summary.tunnel} · ${detail.url}` : summary.tunnel],
    [t('time'), dateAndClock(summary.start)],
    [t('duration'), `${duration(summary.duration)}${summary.firstByte ? ` · ${t('firstByte')} ${duration(summary.firstByte)}` : ''}`],
    [t('size'), bytes(summary.size)],
    [t('interim'), detail.interim.join(', ')],
    [t('replayOf'), summary.replayOf],
    [t('trouble'), summary.trouble ? h('span', { class: 'broken' }, summary.trouble) : ''],
  ]));
}

function headerTable(part) {
  const rows = (headers) => headers.map((header) => h('tr', {}, h('th', { scope: 'row' }, header.name), h('td', {}, value(header))));
  return [h('table', { class: 'headers' }, rows(part.headers)),
    part.trailers.length ? [h('h3', {}, t('trailers')), h('table', {}, rows(part.trailers))] : null];
}

function rawText(part) {
  const raw = fromBase64(part.raw);
  let end = 0;
  while (end < raw.length && !(raw[end - 3] === 13 && raw[end - 2] === 10 && raw[end - 1] === 13 && raw[end] === 10)) {
    end++;
  }
  const head = new TextDecoder('latin1').decode(raw.subarray(0, end + 1));
  const isText = part.text !== '' || end + 1 >= raw.length;
  return head + (isText ? part.text : new TextDecoder('utf-8').decode(raw.subarray(end + 1)));
}

const sheets = {
  summary: (part, detail, name) => [
    name === 'request' && detail.query.length ? [h('h3', {}, t('query')), fieldTable(detail.query)] : null,
    h('h3', {}, part.body.kind === 'FORM' ? t('form') : t('body'), part.body.type ? ` · ${part.body.type}` : ''),
    bodyView(part.body, `/http/in/exchanges/${detail.summary.id}/${name}`, part.picture),
  ],
  headers: headerTable,
  raw: (part) => behindClick(part.headers, () => h('pre', {}, rawText(part))),
  hex: (part) => behindClick(part.headers, () => h('pre', { class: 'hex' }, hexDump(fromBase64(part.raw)))),
};

function part(detail, name) {
  const shown = detail[name];
  if (!shown) {
    const isOver = detail.summary.state !== 'open';
    return h('div', { class: 'part' }, h('h2', {}, t(name)), h('p', { class: 'quiet' }, t(isOver ? 'noReplyAtAll' : 'noReply')));
  }
  const sheet = h('div', { class: 'sheet', role: 'tabpanel' });
  const bar = h('div', { class: 'tabs', role: 'tablist' });
  const show = (tab) => {
    tabs[name] = tab;
    for (const button of bar.children) {
      button.setAttribute('aria-selected', String(button.dataset.tab === tab));
    }
    const content = sheets[tab](shown, detail, name);
    sheet.replaceChildren(...[content].flat(Infinity).filter((each) => each));
  };
  for (const tab of Object.keys(sheets)) {
    const button = h('button', { role: 'tab', onclick: () => show(tab) }, t(tab));
    button.dataset.tab = tab;
    bar.append(button);
  }
  show(tabs[name]);
  return h('div', { class: `part ${name}` }, h('div', { class: 'top' }, h('h2', {}, t(name)), bar), sheet);
}

function frameText(frame) {
  return frame.isBinary ? hexDump(fromBase64(frame.data)) : frame.data;
}

function frames(detail) {
  if (detail.frames.length === 0) {
    return null;
  }
  return h('div', { class: 'part' }, h('h2', {}, t('frames')),
    detail.framesForgotten ? h('p', { class: 'note' }, t('framesForgotten', detail.framesForgotten)) : null,
    h('table', { class: 'frames sheet' }, detail.frames.map((frame) => h('tr', {},
      h('td', {}, clockWithMillis(frame.time)),
      h('td', { class: 'way' }, frame.isFromVisitor ? '→' : '←'),
      h('td', { class: 'kind' }, frame.kind),
      h('td', {}, frameText(frame)),
      h('td', { class: 'size' }, bytes(frame.size))))));
}

/** actions.choose(id) shows another one, actions.chooseNew(id) one that is still to come, actions.compare(id, id) two side by side. */
export function showDetail(detail, actions) {
  const box = byId('detail');
  const top = box.dataset.id === detail.summary.id ? box.scrollTop : 0;
  box.dataset.id = detail.summary.id;
  box.replaceChildren(...[title(detail, actions), course(detail), part(detail, 'request'), part(detail, 'reply'), frames(detail)].filter((each) => each));
  box.scrollTop = top;
}

export function failed(error) {
  toast(t('failed', error.message));
}
