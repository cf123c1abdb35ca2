// The list of exchanges.

import { byId, h } from './dom.js';
import { bytes, clock, duration, statusClass, statusText } from './format.js';
import { t } from './words.js';

const rows = new Map();

function content(exchange) {
  return [
    h('span', { class: 'method' }, exchange.method),
    h('span', { class: 'target', title: exchange.target }, exchange.target),
    h('span', { class: `code ${statusClass(exchange)}` }, statusText(exchange)),
    h('span', { class: 'number' }, exchange.state === 'open' && !exchange.status ? '' : duration(exchange.duration)),
    h('span', { class: 'number size' }, exchange.status ? bytes(exchange.size) : ''),
    h('span', { class: 'second' },
      h('span', {}, clock(exchange.start)),
      h('span', {}, exchange.client),
      exchange.replayOf ? h('span', { class: 'tag' }, t('replayed')) : null,
      exchange.isImported ? h('span', { class: 'tag' }, t('imported')) : null,
      exchange.frames ? h('span', { class: 'tag' }, `${exchange.frames} ${t('frames').toLowerCase()}`) : null,
      exchange.trouble ? h('span', { class: 'broken' }, exchange.trouble) : null),
  ];
}

function makeRow(exchange, choose) {
  const row = h('div', { class: 'row', role: 'option', 'aria-selected': 'false', onclick: () => choose(exchange.id) }, content(exchange));
  row.dataset.id = exchange.id;
  return row;
}

export function setUp(onKey) {
  const list = byId('list');
  list.setAttribute('role', 'listbox');
  list.setAttribute('tabindex', '0');
  list.setAttribute('aria-label', t('requests'));
  list.addEventListener('keydown', onKey);
}

/** All of them, the newest first. */
export function showAll(exchanges, choose) {
  rows.clear();
  const made = exchanges.map((exchange) => {
    const row = makeRow(exchange, choose);
    rows.set(exchange.id, row);
    return row;
  });
  byId('list').replaceChildren(...made);
}

/** One that is new or has grown. */
export function showOne(exchange, choose) {
  const row = rows.get(exchange.id);
  if (row) {
    row.replaceChildren(...content(exchange).filter((each) => each));
    return;
  }
  const made = makeRow(exchange, choose);
  rows.set(exchange.id, made);
  const list = byId('list');
  const top = list.scrollTop;
  list.querySelector('.empty')?.remove();
  list.prepend(made);
  if (top > 0) {
    list.scrollTop = top + made.offsetHeight; // who reads further down stays there
  }
}

export function removeRow(id) {
  rows.get(id)?.remove();
  rows.delete(id);
}

export function select(id) {
  for (const [each, row] of rows) {
    row.setAttribute('aria-selected', String(each === id));
  }
  rows.get(id)?.scrollIntoView({ block: 'nearest' });
}

export function showEmpty(...children) {
  rows.clear();
  byId('list').replaceChildren(h('div', { class: 'empty' }, children));
}
