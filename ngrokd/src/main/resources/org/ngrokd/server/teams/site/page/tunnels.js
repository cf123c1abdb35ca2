// Tunnels that are open: one's own, and everybody's.

import { remove } from './api.js';
import { askToDo } from './ask.js';
import { h, toast } from './dom.js';
import { bytes } from './format.js';
import { List, nothing } from './list.js';
import { link, outside, visible } from './outside.js';
import { searchBox } from './search.js';
import { ago, moment } from './times.js';
import { t } from './words.js';

function number(value) {
  return Number(value).toLocaleString();
}

const COLUMNS = {
  url: { of: (each) => link(each.url) },
  protocol: { of: (each) => outside(each.protocol) },
  account: { of: (each) => outside(each.account || '–') },
  client: { of: (each) => [outside(each.clientAddress), each.clientVersion ? h('span', { class: 'quiet' }, ' ', outside(each.clientVersion)) : null, each.node ? h('span', { class: 'quiet' }, ' → ', outside(each.node)) : null] },
  since: { of: (each) => moment(each.since) },
  requests: { isNumber: true, of: (each) => (each.protocol.startsWith('http') ? number(each.requests) : number(each.connections)) },
  traffic: { isNumber: true, of: (each) => [h('span', {}, `${bytes(each.bytesIn)} /`), ' ', h('span', {}, bytes(each.bytesOut))] },
  lastSeen: { of: (each) => ago(each.lastSeen) },
};

function column(name) {
  return { name: `${name}${COLUMNS[name].isNumber ? ' number' : ''}`, label: t(`column-${name}`), of: COLUMNS[name].of };
}

function closeButton(item, reload) {
  return h('button', {
    class: 'danger',
    'aria-label': `${t('closeTunnel')}: ${visible(item.url)}`,
    onclick: () => askToDo({
      title: t('closeTunnelTitle'),
      texts: [outside(item.url), t('closeTunnelText')],
      word: t('closeTunnelDo'),
      send: () => remove(`/api/v1/tunnels/${encodeURIComponent(item.id)}`),
      done: () => {
        toast(t('tunnelClosed'));
        reload();
      },
    }),
  }, t('closeTunnel'));
}

function listOf(scope, names, query, empty) {
  const list = new List({
    path: '/api/v1/tunnels',
    query: () => ({ scope, ...query() }),
    counted: 'tunnelCount',
    empty,
    table: {
      label: t('tunnelsTable'),
      key: (each) => each.id,
      columns: [...names.map(column), { name: 'actions', label: t('actions'), isAction: true, of: (item) => closeButton(item, () => list.load()) }],
    },
  });
  return list;
}

export function tunnels() {
  const list = listOf('mine', ['url', 'protocol', 'client', 'since', 'requests', 'traffic', 'lastSeen'], () => ({}),
    () => h('div', { class: 'empty' }, h('h2', {}, t('noTunnels')), h('p', {}, t('noTunnelsText')), h('p', {}, h('a', { class: 'button main', href: '#/' }, t('toStart')))));
  return { element: list.element, load: () => list.load(), isLive: true };
}

export function allTunnels({ query, keep }) {
  const search = searchBox({ label: t('searchTunnels'), query, keep }, () => list.restart());
  const list = listOf('all', ['url', 'protocol', 'account', 'client', 'since', 'requests', 'traffic', 'lastSeen'], () => ({ q: search.text() }),
    () => (search.text() ? nothing(t('nothingFound'), search.nothingFound()) : nothing(t('noTunnels'), t('noTunnelsAtAll'))));
  return { element: h('div', {}, search.element, list.element), load: () => list.load(), isLive: true };
}
