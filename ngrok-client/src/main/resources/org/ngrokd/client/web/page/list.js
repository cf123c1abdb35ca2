// The list of exchanges: a row for each, below heads that sort.

import { byId, h } from './dom.js';
import { bytes, clock, duration } from './format.js';
import { statusClass, statusText } from './status.js';
import { troubleText } from './trouble.js';
import { count, t } from './words.js';

const COLUMNS = [
  { name: 'time', of: (each) => each.start },
  { name: 'method', of: (each) => each.method },
  { name: 'host', of: (each) => each.host },
  { name: 'target', of: (each) => each.target },
  { name: 'status', of: (each) => each.status },
  { name: 'duration', of: (each) => each.duration },
  { name: 'size', of: (each) => each.size },
  { name: 'client', of: (each) => each.client },
];
const WORDS = { status: 'statusHead', client: 'visitor' };

const rows = new Map();
let sorting = { name: 'time', isDown: true };

export function isNewestFirst() {
  return sorting.name === 'time' && sorting.isDown;
}

/** In the order that the heads say; given the newest first. */
export function sorted(exchanges) {
  const { of } = COLUMNS.find((column) => column.name === sorting.name);
  if (isNewestFirst()) {
    return exchanges;
  }
  const upwards = (one, other) => (typeof of(one) === 'string' ? of(one).localeCompare(of(other)) : of(one) - of(other));
  return [...exchanges].sort(sorting.isDown ? (one, other) => upwards(other, one) : upwards);
}

/** Numbers begin with the largest, words with the first. */
function sortBy(column, changed) {
  const isNumber = ['time', 'status', 'duration', 'size'].includes(column);
  sorting = sorting.name === column ? { name: column, isDown: !sorting.isDown } : { name: column, isDown: isNumber };
  changed();
  byId(`by-${column}`)?.focus();
}

function heads(changed) {
  return h('div', { class: 'heads', role: 'row' }, COLUMNS.map(({ name }) => {
    const isThis = sorting.name === name;
    const order = sorting.isDown ? 'descending' : 'ascending';
    return h('span', { class: name, role: 'columnheader', 'aria-sort': isThis ? order : 'none' },
      h('button', { class: 'plain', id: `by-${name}`, title: t('sortBy', t(WORDS[name] ?? name)), onclick: () => sortBy(name, changed) },
        t(WORDS[name] ?? name)));
  }));
}

/** What does not fit is read by pointing at it. */
function tag(text, kind = 'tag') {
  return h('span', { class: kind, title: text }, text);
}

function tags(exchange) {
  return [
    exchange.replayOf ? tag(t('replayed')) : null,
    exchange.isImported ? tag(t('imported')) : null,
    exchange.frames ? tag(count(exchange.status === 101 ? 'framesCount' : 'eventsCount', exchange.frames)) : null,
    exchange.trouble ? tag(troubleText(exchange.trouble), exchange.state === 'broken' ? 'broken' : 's4') : null,
  ].filter((each) => each);
}

function content(exchange) {
  const cell = (name, ...children) => h('span', { class: name, role: 'gridcell' }, children);
  const more = tags(exchange);
  return [
    cell('time', clock(exchange.start)),
    cell('method', exchange.method),
    h('span', { class: 'host', role: 'gridcell', title: exchange.host }, exchange.host),
    cell('path', h('span', { class: 'target', title: exchange.target }, exchange.target),
      more.length ? h('span', { class: 'more' }, more) : null),
    cell(`code ${statusClass(exchange)}`, statusText(exchange)),
    cell('number duration', exchange.state === 'open' && !exchange.status ? '' : duration(exchange.duration)),
    cell('number size', exchange.status ? bytes(exchange.size) : ''),
    cell('client', exchange.client),
  ];
}

function fill(row, exchange) {
  row.className = `row${exchange.state === 'broken' ? ' cut' : ''}`;
  row.replaceChildren(...content(exchange));
}

function makeRow(exchange, choose) {
  const row = h('div', { role: 'row', id: `row-${exchange.id}`, 'aria-selected': 'false', onclick: (event) => choose(exchange.id, event) });
  row.dataset.id = exchange.id;
  fill(row, exchange);
  return row;
}

/** Hosts are told where there are several. */
function showHosts(exchanges) {
  byId('list').classList.toggle('hosts', new Set(exchanges.map((each) => each.host)).size > 1);
}

/** All of them, in their order; changed() is called when another order was chosen. */
export function showAll(exchanges, choose, changed) {
  const list = byId('list');
  const top = list.scrollTop;
  rows.clear();
  const made = sorted(exchanges).map((exchange) => {
    const row = makeRow(exchange, choose);
    rows.set(exchange.id, row);
    return row;
  });
  list.setAttribute('aria-label', t('list'));
  list.replaceChildren(heads(changed), h('div', { id: 'rows', role: 'rowgroup' }, made));
  list.scrollTop = top;
  showHosts(exchanges);
}

/** One that is new or has grown, while the newest is first. */
export function showOne(exchange, exchanges, choose) {
  const row = rows.get(exchange.id);
  if (row) {
    fill(row, exchange);
    return;
  }
  const made = makeRow(exchange, choose);
  rows.set(exchange.id, made);
  const list = byId('list');
  const top = list.scrollTop;
  byId('rows').prepend(made);
  if (top > 0) {
    list.scrollTop = top + made.offsetHeight; // who reads further down stays there
  }
  showHosts(exchanges);
}

export function removeRow(id) {
  rows.get(id)?.remove();
  rows.delete(id);
}

/** Marks these; the first is scrolled to. */
export function select(...ids) {
  for (const [each, row] of rows) {
    row.setAttribute('aria-selected', String(ids.includes(each)));
  }
  const row = rows.get(ids[0]);
  row?.scrollIntoView({ block: 'nearest' });
  const list = byId('list');
  if (row) {
    list.setAttribute('aria-activedescendant', row.id);
  } else {
    list.removeAttribute('aria-activedescendant');
  }
}

export function showEmpty(...children) {
  rows.clear();
  byId('list').replaceChildren(h('div', { class: 'empty' }, children));
}
