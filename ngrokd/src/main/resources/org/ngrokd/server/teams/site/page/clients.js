// Everybody's clients that are connected.

import { remove } from './api.js';
import { askToDo } from './ask.js';
import { h, toast } from './dom.js';
import { List, nothing } from './list.js';
import { outside, visible } from './outside.js';
import { searchBox } from './search.js';
import { ago, moment } from './times.js';
import { t } from './words.js';

function disconnectButton(item, reload) {
  const whose = `${item.account || '–'}, ${item.address}`;
  return h('button', {
    class: 'danger',
    'aria-label': `${t('disconnect')}: ${visible(whose)}`,
    onclick: () => askToDo({
      title: t('disconnectTitle'),
      texts: [outside(whose), t('disconnectText')],
      word: t('disconnect'),
      send: () => remove(`/api/v1/clients/${encodeURIComponent(item.id)}`),
      done: () => {
        toast(t('disconnected'));
        reload();
      },
    }),
  }, t('disconnect'));
}

export function clients({ query, keep }) {
  const search = searchBox({ label: t('searchClients'), query, keep }, () => list.restart());
  const list = new List({
    path: '/api/v1/clients',
    query: () => ({ scope: 'all', q: search.text() }),
    counted: 'clientCount',
    empty: () => (search.text() ? nothing(t('nothingFound'), search.nothingFound()) : nothing(t('noClients'), t('noClientsText'))),
    table: {
      label: t('way-clients'),
      key: (each) => each.id,
      columns: [
        { name: 'account', label: t('column-account'), of: (each) => outside(each.account || '–') },
        { name: 'address', label: t('column-address'), of: (each) => [outside(each.address), each.node ? h('span', { class: 'quiet' }, ' → ', outside(each.node)) : null] },
        { name: 'version', label: t('column-version'), of: (each) => outside(each.version) },
        { name: 'since', label: t('column-since'), of: (each) => moment(each.since) },
        { name: 'lastSeen', label: t('column-lastSeen'), of: (each) => ago(each.lastSeen) },
        { name: 'tunnels number', label: t('way-tunnels'), of: (each) => String(each.tunnels) },
        { name: 'actions', label: t('actions'), isAction: true, of: (item) => disconnectButton(item, () => list.load()) },
      ],
    },
  });
  return { element: h('div', {}, search.element, list.element), load: () => list.load(), isLive: true };
}
