// Everybody who has an account.

import { post } from './api.js';
import { askForm, choice, field, showOnce } from './ask.js';
import { h, toast } from './dom.js';
import { List, nothing } from './list.js';
import { outside } from './outside.js';
import { person } from './person.js';
import { searchBox } from './search.js';
import { ago } from './times.js';
import { t } from './words.js';

export function roleText(role) {
  return t(role === 'admin' ? 'admin' : 'member');
}

function state(each) {
  return each.disabled ? h('span', { class: 'pill away' }, t('disabled')) : h('span', { class: 'pill online' }, t('active'));
}

function add(reload) {
  const name = h('input', { type: 'text', id: 'person-name', required: true, maxlength: '100', autocomplete: 'off' });
  const email = h('input', { type: 'email', id: 'person-email', maxlength: '200', autocomplete: 'off' });
  const role = choice({ id: 'person-role' }, [['member', t('member')], ['admin', t('admin')]], 'member');
  askForm({
    title: t('addPerson'),
    text: h('p', {}, t('addPersonText')),
    fields: [field(t('name'), name), field(t('email'), email), field(t('role'), role)],
    word: t('addPerson'),
    send: () => post('/api/v1/people', { name: name.value.trim(), email: email.value.trim(), role: role.value }),
    done: (answer) => {
      toast(t('personAdded'));
      showOnce(t('linkTitle'), t('linkText'), answer.signInLink);
      reload();
    },
  });
  name.focus();
}

function everybody({ query, keep }) {
  const search = searchBox({ label: t('searchPeople'), query, keep }, () => list.restart());
  const list = new List({
    path: '/api/v1/people',
    query: () => ({ q: search.text() }),
    counted: 'personCount',
    empty: () => (search.text() ? nothing(t('nothingFound'), search.nothingFound()) : nothing(t('noPeople'))),
    table: {
      label: t('way-people'),
      key: (each) => each.id,
      columns: [
        { name: 'name', label: t('name'), of: (each) => h('a', { class: 'main', href: `#/people/${encodeURIComponent(each.id)}` }, outside(each.displayName || each.subdomain)) },
        { name: 'subdomain', label: t('kind-subdomain'), of: (each) => outside(each.subdomain) },
        { name: 'email', label: t('email'), of: (each) => outside(each.email || '–') },
        { name: 'role', label: t('role'), of: (each) => roleText(each.role) },
        { name: 'state', label: t('state'), of: state },
        { name: 'tunnels number', label: t('way-tunnels'), of: (each) => String(each.tunnels) },
        { name: 'seen', label: t('signedIn'), of: (each) => ago(each.signedIn) },
      ],
    },
  });
  return {
    element: h('div', {},
      h('div', { class: 'line' }, search.element, h('button', { class: 'main', id: 'add-person', onclick: () => add(() => list.load()) }, t('addPerson'))),
      list.element),
    load: () => list.load(),
  };
}

/** All of them, or one. */
export function people(context) {
  return context.of ? person(context) : everybody(context);
}
