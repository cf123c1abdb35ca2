// Browsers that are signed in.

import { remove } from './api.js';
import { askToDo } from './ask.js';
import { h, toast } from './dom.js';
import { List, nothing } from './list.js';
import { outside, visible } from './outside.js';
import { ago, stamp } from './times.js';
import { t } from './words.js';

/** "Firefox, Linux" of what a browser says of itself, as far as it is known; the rest is in the title. */
function browser(agent) {
  const name = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([mark]) => agent.includes(mark));
  const system = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'], ['Linux', 'Linux']].find(([mark]) => agent.includes(mark));
  const text = [name?.[1], system?.[1]].filter((each) => each).join(', ');
  return text ? h('span', { title: visible(agent) }, text) : outside(agent || '–');
}

function endButton(item, reload) {
  if (item.current) {
    return h('span', { class: 'tag' }, t('thisBrowser'));
  }
  return h('button', {
    class: 'danger',
    'aria-label': `${t('endSession')}: ${visible(item.address)}`,
    onclick: () => askToDo({
      title: t('endSessionTitle'),
      texts: [browser(item.agent), outside(item.address)],
      word: t('endSession'),
      send: () => remove(`/api/v1/sessions/${encodeURIComponent(item.id)}`),
      done: () => {
        toast(t('sessionEnded'));
        reload();
      },
    }),
  }, t('endSession'));
}

function signOutEverywhere() {
  askToDo({
    title: t('everywhereTitle'),
    texts: [t('everywhereText')],
    word: t('everywhere'),
    send: () => remove('/api/v1/sessions'),
    done: () => document.dispatchEvent(new Event('signed-out')),
  });
}

export function sessions() {
  const list = new List({
    path: '/api/v1/sessions',
    counted: 'sessionCount',
    empty: () => nothing(t('noSessions'), t('noSessionsText')),
    table: {
      label: t('way-sessions'),
      key: (each) => each.id,
      columns: [
        { name: 'agent', label: t('browser'), of: (each) => browser(each.agent) },
        { name: 'address', label: t('column-address'), of: (each) => outside(each.address) },
        { name: 'created', label: t('signedIn'), of: (each) => stamp(each.created) },
        { name: 'seen', label: t('column-lastSeen'), of: (each) => ago(each.seen) },
        { name: 'actions', label: t('actions'), isAction: true, of: (item) => endButton(item, () => list.load()) },
      ],
    },
  });
  return {
    element: h('div', {},
      h('p', { class: 'lead' }, t('sessionsLead'), ' ', h('a', { href: '/-/device' }, t('toDevice'))),
      h('p', {}, h('button', { class: 'danger', id: 'everywhere', onclick: signOutEverywhere }, t('everywhere'))),
      list.element),
    load: () => list.load(),
  };
}
