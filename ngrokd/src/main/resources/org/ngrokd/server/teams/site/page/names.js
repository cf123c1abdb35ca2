// Names and ports that are one's own.

import { post, remove } from './api.js';
import { askForm, askToDo, choice, field } from './ask.js';
import { h, toast } from './dom.js';
import { List, nothing } from './list.js';
import { outside, visible } from './outside.js';
import { day } from './times.js';
import { t } from './words.js';

/** How it is called from outside. */
function address({ kind, name }, domain) {
  return kind === 'port' ? `${domain}:${name}` : kind === 'subdomain' ? `${name}.${domain}` : name;
}

function giveBackButton(item, domain, reload) {
  if (item.stable) {
    return h('span', { class: 'tag' }, t('forGood'));
  }
  return h('button', {
    class: 'danger',
    'aria-label': `${t('giveBack')}: ${visible(item.name)}`,
    onclick: () => askToDo({
      title: t('giveBackTitle'),
      texts: [outside(address(item, domain)), t('giveBackText')],
      word: t('giveBack'),
      send: () => remove(`/api/v1/names/${encodeURIComponent(item.kind)}/${encodeURIComponent(item.name)}`),
      done: () => {
        toast(t('givenBack'));
        reload();
      },
    }),
  }, t('giveBack'));
}

function reserveForm(domain, reload) {
  const help = h('span', { class: 'help' });
  const input = h('input', { type: 'text', id: 'new-name', required: true, maxlength: '253', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  const kind = choice({ id: 'new-kind' }, ['subdomain', 'hostname', 'port'].map((each) => [each, t(`kind-${each}`)]), 'subdomain');
  const tell = () => {
    help.textContent = t(`kindHelp-${kind.value}`, domain);
    input.inputMode = kind.value === 'port' ? 'numeric' : 'text';
  };
  kind.addEventListener('change', tell);
  tell();
  askForm({
    title: t('reserve'),
    fields: [field(t('kind'), kind), h('label', { class: 'field' }, h('span', { class: 'name' }, t('name')), input, help)],
    word: t('reserve'),
    send: () => post('/api/v1/names', { kind: kind.value, name: input.value.trim() }),
    done: () => {
      toast(t('reserved'));
      reload();
    },
  });
  input.focus();
}

/** How many there are of those that may be; the one that is for good is beside them. */
function used(items, isOfThem, most) {
  const count = items.filter((each) => !each.stable && isOfThem(each)).length;
  return Number.isFinite(most) ? t('ofMost', count, most) : String(count);
}

export function names({ me }) {
  const { domain } = me.server;
  const limits = me.account.limits ?? {};
  const usedNames = h('dd');
  const usedPorts = h('dd');
  const list = new List({
    path: '/api/v1/names',
    heard: (items) => {
      usedNames.textContent = used(items, (each) => each.kind !== 'port', limits.names);
      usedPorts.textContent = used(items, (each) => each.kind === 'port', limits.ports);
    },
    counted: 'nameCount',
    empty: () => nothing(t('noNames'), t('noNamesText')),
    table: {
      label: t('way-names'),
      key: (each) => `${each.kind}/${each.name}`,
      columns: [
        { name: 'address', label: t('column-address'), of: (each) => outside(address(each, domain), 'main') },
        { name: 'kind', label: t('kind'), of: (each) => t(`kind-${each.kind}`) },
        { name: 'since', label: t('column-since'), of: (each) => day(each.created, '–') },
        { name: 'actions', label: t('actions'), isAction: true, of: (item) => giveBackButton(item, domain, () => list.load()) },
      ],
    },
  });
  return {
    element: h('div', {},
      h('p', { class: 'lead' }, t('namesLead')),
      h('dl', { class: 'facts' },
        h('div', {}, h('dt', {}, t('limitNames')), usedNames),
        h('div', {}, h('dt', {}, t('limitPorts')), usedPorts)),
      h('p', {}, h('button', { class: 'main', id: 'reserve', onclick: () => reserveForm(domain, () => list.load()) }, t('reserve'))),
      list.element),
    load: () => list.load(),
  };
}
