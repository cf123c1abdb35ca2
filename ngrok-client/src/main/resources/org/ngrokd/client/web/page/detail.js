// All of one exchange.

import { bodyView, copyButton, fieldTable } from './body.js';
import { curl } from './curl.js';
import { byId, copy, h, toast } from './dom.js';
import { bytes, dateAndClock, duration } from './format.js';
import { hexDump } from './hex.js';
import { closedText, isWebSocket, messages } from './messages.js';
import { editor, replay } from './replay.js';
import { behindClick, value } from './secrets.js';
import { fromBase64 } from './server.js';
import { statusClass, statusText } from './status.js';
import { troubleText } from './trouble.js';
import { t } from './words.js';

const tabs = { request: 'summary', reply: 'summary' };

export function nothingChosen() {
  byId('detail').replaceChildren(h('div', { class: 'empty' }, h('p', {}, t('choose'))));
  document.body.classList.remove('reading');
}

export function gone(message) {
  byId('detail').replaceChildren(h('div', { class: 'empty' }, h('p', {}, message), backButton()));
}

export function backButton() {
  return h('button', { class: 'back', onclick: () => document.body.classList.remove('reading') }, t('back'));
}

function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter((pair) => pair[1] !== '').map(([name, text]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, text))));
}

/** Why it cannot be sent again, or "". */
function noReplay(detail) {
  if (isWebSocket(detail) || detail.summary.method === 'CONNECT') {
    return t('noReplayOfStream');
  }
  return detail.request.isWhole ? '' : t('noReplayOfPart');
}

function replayButtons(detail, actions) {
  const { summary } = detail;
  if (noReplay(detail)) {
    return [];
  }
  return [
    h('button', { class: 'main', id: 'replay', onclick: () => replay(summary.id, actions.chooseNew) }, t('replay')),
    h('button', { id: 'edit', onclick: () => editor(detail, actions.chooseNew) }, t('edit'))];
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
      replayButtons(detail, actions),
      h('button', { onclick: () => copy(curl(detail), t('copied')) }, t('curl')),
      summary.replayOf ? h('button', { id: 'compare', onclick: () => actions.compare(summary.replayOf, summary.id) }, t('compare')) : null,
      summary.replayOf ? h('button', { onclick: () => actions.choose(summary.replayOf) }, t('original')) : null,
      h('button', { id: 'compare-with', title: t('compareHint'), onclick: () => actions.mark(summary) }, t('compareWith'))));
}

function course(detail) {
  const { summary } = detail;
  return h('div', { class: 'part' }, facts([
    [t('visitor'), summary.client],
    [t('local'), summary.local],
    [t('tunnel'), detail.url ? `${summary.tunnel} · ${detail.url}` : summary.tunnel],
    [t('time'), dateAndClock(summary.start)],
    [t('duration'), `${duration(summary.duration)}${summary.firstByte ? ` · ${t('firstByte')} ${duration(summary.firstByte)}` : ''}`],
    [t('size'), bytes(summary.size)],
    [t('closed'), isWebSocket(detail) ? closedText(detail) : ''],
    [t('interim'), detail.interim.join(', ')],
    [t('replayOf'), summary.replayOf],
    [t('trouble'), summary.trouble ? h('span', { class: summary.state === 'broken' ? 'broken' : 's4' }, troubleText(summary.trouble)) : ''],
    [t('replay'), isWebSocket(detail) ? '' : noReplay(detail)],
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

function body(part, detail, name) {
  const tools = h('span', { class: 'body-tools' }, copyButton(part));
  return [
    h('div', { class: 'body-head' },
      h('h3', {}, part.body.kind === 'FORM' ? t('form') : t('body'), part.body.type ? ` · ${part.body.type}` : ''), tools),
    bodyView(part.body, `/http/in/exchanges/${detail.summary.id}/${name}`, part.picture, tools)];
}

/** Its headers instead, where they do not push the reply out of sight. */
function noBody(part, hasMore) {
  return [
    h('p', { class: 'quiet if-narrow', hidden: hasMore }, t('noBody')),
    h('div', { class: 'if-wide' }, h('h3', {}, t('headers')), headerTable(part))];
}

const sheets = {
  summary: (part, detail, name) => [
    name === 'request' && detail.query.length ? [h('h3', {}, t('query')), fieldTable(detail.query)] : null,
    part.body.kind === 'EMPTY' && part.body.notes.length === 0 ? noBody(part, detail.query.length > 0) : body(part, detail, name),
  ],
  headers: headerTable,
  raw: (part) => behindClick(part.headers, () => h('pre', {}, rawText(part))),
  hex: (part) => behindClick(part.headers, () => h('pre', { class: 'hex' }, hexDump(fromBase64(part.raw)))),
};

function tabBar(name, names, sheet, show) {
  return h('div', { class: 'tabs', role: 'tablist', 'aria-label': t(name) }, names.map((tab) => {
    const button = h('button', { role: 'tab', 'aria-controls': sheet.id, onclick: () => show(tab) }, t(tab));
    button.dataset.tab = tab;
    return button;
  }));
}

function part(detail, name) {
  const shown = detail[name];
  if (!shown) {
    const isOver = detail.summary.state !== 'open';
    return h('div', { class: 'part' }, h('h2', {}, t(name)), h('p', { class: 'quiet' }, t(isOver ? 'noReplyAtAll' : 'noReply')));
  }
  const names = Object.keys(sheets).filter((tab) => tab !== 'summary' || !isWebSocket(detail)); // its messages are its body
  const sheet = h('div', { class: 'sheet', role: 'tabpanel', id: `sheet-${name}`, 'aria-label': t(name) });
  const show = (tab) => {
    tabs[name] = names.length === Object.keys(sheets).length ? tab : tabs[name];
    for (const button of bar.children) {
      button.setAttribute('aria-selected', String(button.dataset.tab === tab));
    }
    const content = sheets[tab](shown, detail, name);
    sheet.replaceChildren(...[content].flat(Infinity).filter((each) => each));
  };
  const bar = tabBar(name, names, sheet, show);
  show(names.includes(tabs[name]) ? tabs[name] : names[0]);
  return h('div', { class: `part ${name}` }, h('div', { class: 'top' }, h('h2', {}, t(name)), bar), sheet);
}

/**
 * actions.choose(id) shows another one, actions.chooseNew(id) one that is still to come, actions.compare(id, id) two side by side,
 * actions.mark(summary) compares this one with the next that is chosen.
 */
export function showDetail(detail, actions) {
  const box = byId('detail');
  const top = box.dataset.id === detail.summary.id ? box.scrollTop : 0;
  box.dataset.id = detail.summary.id;
  box.setAttribute('aria-label', `${detail.summary.method} ${detail.summary.target}`);
  const sides = h('div', { class: 'sides' }, part(detail, 'request'), part(detail, 'reply'));
  const inOrder = isWebSocket(detail) ? [messages(detail), sides] : [sides, messages(detail)];
  box.replaceChildren(...[title(detail, actions), course(detail), inOrder].flat().filter((each) => each));
  box.scrollTop = top;
}

export function failed(error) {
  toast(t('failed', error.message));
}
