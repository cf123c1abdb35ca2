// Two replies side by side.

import { byId, h } from './dom.js';
import { duration, statusClass } from './format.js';
import { MASK, isSecret } from './secrets.js';
import { t } from './words.js';

const MOST_LINES = 1500;

function lines(detail) {
  const { reply } = detail;
  if (!reply) {
    return [t('noReplyAtAll')];
  }
  const headers = reply.headers.map((header) => `${header.name}: ${isSecret(header.name) ? MASK : header.value}`);
  const body = reply.body.text || reply.text || (reply.body.kind === 'EMPTY' ? '' : `[${reply.body.type || 'binary'}, ${reply.body.size}]`);
  return [reply.line, ...headers, '', ...body.split('\n')].slice(0, MOST_LINES);
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

function column(detail, texts, mark, choose) {
  const { summary } = detail;
  return h('div', {},
    h('p', { class: 'side' },
      h('button', { class: 'plain', onclick: () => choose(summary.id) }, summary.target),
      h('span', {}, h('strong', { class: statusClass(summary) }, `${summary.status} ${summary.reason}`), ' ',
        h('span', { class: 'quiet' }, duration(summary.duration)))),
    h('div', { class: 'diff' }, texts.map(([text, isSame]) => h('div', { class: isSame ? '' : text === null ? 'nothing' : mark }, text ?? ''))));
}

export function showComparison(original, copy, choose) {
  const both = pairs(lines(original), lines(copy));
  const isSame = both.every(([left, right]) => left === right);
  const box = byId('detail');
  box.dataset.id = '';
  box.replaceChildren(
    h('div', { class: 'title' }, h('div', { class: 'line' },
      h('button', { class: 'back', onclick: () => document.body.classList.remove('reading') }, t('back')),
      h('h2', {}, t('comparing')))),
    isSame ? h('div', { class: 'part' }, h('p', {}, t('same'))) : '',
    h('div', { class: 'columns' },
      column(original, both.map(([left, right]) => [left, left === right]), 'removed', choose),
      column(copy, both.map(([left, right]) => [right, left === right]), 'added', choose)));
}
