// Two exchanges side by side.

import { backButton } from './detail.js';
import { byId, h } from './dom.js';
import { clockWithMillis, duration } from './format.js';
import { MASK, isSecret } from './secrets.js';
import { statusClass, statusText } from './status.js';
import { t } from './words.js';

const MOST_LINES = 1500;

/** Parts that are no text are told by their sizes. */
function multipartText(body) {
  return body.parts.map((part) =>
    `-- ${[part.name, part.fileName].filter((each) => each).join(' · ')}\n${part.body.text || `[${part.body.type || 'binary'}, ${part.body.size}]`}`).join('\n');
}

function lines(part) {
  if (!part) {
    return [t('noReplyAtAll')];
  }
  const headers = part.headers.map((header) => `${header.name}: ${isSecret(header.name) ? MASK : header.value}`);
  const body = multipartText(part.body) || part.body.text || part.text || (part.body.kind === 'EMPTY' ? '' : `[${part.body.type || 'binary'}, ${part.body.size}]`);
  return [part.line, ...headers, '', ...body.split('\n')].slice(0, MOST_LINES);
}

/** Pairs of lines: equal ones beside each other, others alone. The longest common run of lines. */
function pairs(left, right) {
  const length = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      length[i][j] = left[i] === right[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const found = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      found.push([left[i++], right[j++]]);
    } else if (j >= right.length || (i < left.length && length[i + 1][j] >= length[i][j + 1])) {
      found.push([left[i++], null]);
    } else {
      found.push([null, right[j++]]);
    }
  }
  return merged(found);
}

/** A line that went and one that came stand beside each other. */
function merged(found) {
  const result = [];
  for (let at = 0; at < found.length;) {
    const gone = [];
    const come = [];
    while (at < found.length && (found[at][0] === null || found[at][1] === null)) {
      (found[at][0] === null ? come : gone).push(found[at][0] ?? found[at][1]);
      at++;
    }
    for (let k = 0; k < Math.max(gone.length, come.length); k++) {
      result.push([gone[k] ?? null, come[k] ?? null]);
    }
    if (at < found.length) {
      result.push(found[at++]);
    }
  }
  return result;
}

/** Which side it is, and what: two of the same address are told apart by their times. */
function side(detail, label, choose) {
  const { summary } = detail;
  return h('div', { class: 'side' },
    h('strong', {}, label),
    h('button', { class: 'plain', title: summary.target, onclick: () => choose(summary.id) }, `${summary.method} ${summary.target}`),
    h('span', {}, h('strong', { class: statusClass(summary) }, `${statusText(summary)} ${summary.reason}`.trim()), ' ',
      h('span', { class: 'quiet' }, `${duration(summary.duration)} · ${clockWithMillis(summary.start)}`)));
}

function column(texts, mark, label) {
  return h('div', { class: 'diff', role: 'group', 'aria-label': label },
    texts.map(([text, isSame]) => h('div', { class: isSame ? '' : text === null ? 'nothing' : mark }, text ?? '')));
}

function section(name, same, left, right, labels) {
  const both = pairs(lines(left), lines(right));
  if (both.every(([one, other]) => one === other)) {
    return h('p', { class: 'quiet' }, t(same));
  }
  return [h('h3', {}, t(name)),
    h('div', { class: `columns ${name}` },
      column(both.map(([one, other]) => [one, one === other]), 'removed', labels[0]),
      column(both.map(([one, other]) => [other, one === other]), 'added', labels[1]))];
}

/** Two exchanges; actions.choose(id) shows one of them, actions.close() is for when it has been looked at. */
export function showComparison(left, right, actions) {
  const isReplay = right.summary.replayOf === left.summary.id;
  const labels = isReplay ? [t('original'), t('replaySide')] : [t('left'), t('right')];
  const box = byId('detail');
  box.dataset.id = '';
  box.setAttribute('aria-label', t('comparing'));
  box.replaceChildren(
    h('div', { class: 'title' },
      h('div', { class: 'line' },
        backButton(),
        h('h2', {}, t('comparing')),
        h('span', { class: 'spacer' }),
        h('button', { id: 'close-comparison', onclick: actions.close }, t('close'))),
      h('div', { class: 'columns heads-of-sides' }, side(left, labels[0], actions.choose), side(right, labels[1], actions.choose))),
    h('div', { class: 'part' },
      section('reply', 'same', left.reply, right.reply, labels), // first: a replay's request is known
      section('request', 'sameRequests', left.request, right.request, labels)));
}
