// One account, as an admin sees it.

import { get, patch, remove } from './api.js';
import { askForm, askToDo, choice, field } from './ask.js';
import { h, toast } from './dom.js';
import { failureBox, report } from './failure.js';
import { outside, visible } from './outside.js';
import { day, stamp } from './times.js';
import { t } from './words.js';

function fact(name, value) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

function facts(each) {
  return h('dl', { class: 'facts tall' },
    fact(t('kind-subdomain'), outside(each.subdomain)),
    fact(t('email'), outside(each.email || '–')),
    fact(t('role'), t(each.role === 'admin' ? 'admin' : 'member')),
    fact(t('state'), t(each.disabled ? 'disabled' : 'active')),
    fact(t('provider'), each.provider ? outside(each.provider) : t('byLink')),
    fact(t('made'), stamp(each.created)),
    fact(t('signedIn'), each.signedIn ? stamp(each.signedIn) : t('never')),
    fact(t('limits'), each.limits ? h('pre', {}, visible(each.limits, true)) : t('asServer')));
}

function section(title, empty, rows) {
  return h('section', { class: 'card' }, h('h3', {}, title), rows.length ? h('ul', { class: 'plain-list' }, rows.map((row) => h('li', {}, row))) : h('p', { class: 'quiet' }, empty));
}

function changeRole(each, reload) {
  const role = choice({ id: 'change-role' }, [['member', t('member')], ['admin', t('admin')]], each.role);
  askForm({ title: t('changeRole'), fields: [field(t('role'), role, t('roleHelp'))], word: t('save'), send: () => patch(pathOf(each), { role: role.value }), done: saved(reload) });
}

function changeLimits(each, reload) {
  const limits = h('textarea', { id: 'change-limits', rows: '7', spellcheck: 'false', placeholder: 'subdomains: ["shop", "shop-*"]\nmax_tunnels: 5' });
  limits.value = each.limits ?? '';
  askForm({ title: t('changeLimits'), fields: [field(t('limits'), limits, t('limitsHelp'))], word: t('save'), send: () => patch(pathOf(each), { limits: limits.value }), done: saved(reload) });
}

function switchState(each, reload) {
  if (each.disabled) {
    patch(pathOf(each), { disabled: false }).then(saved(reload), report);
    return;
  }
  askToDo({ title: t('disableTitle'), texts: [outside(each.displayName || each.subdomain), t('disableText')], word: t('disable'), send: () => patch(pathOf(each), { disabled: true }), done: saved(reload) });
}

function take(each) {
  askToDo({
    title: t('removeTitle'),
    texts: [outside(each.displayName || each.subdomain), t('removeText')],
    word: t('remove'),
    send: () => remove(pathOf(each)),
    done: () => {
      toast(t('removed'));
      location.hash = '#/people';
    },
  });
}

function saved(reload) {
  return () => {
    toast(t('savedText'));
    reload();
  };
}

function pathOf(each) {
  return `/api/v1/people/${encodeURIComponent(each.id)}`;
}

function buttons(each, reload) {
  const button = (id, word, action, kind = '') => h('button', { id, class: kind, onclick: action }, t(word));
  return h('div', { class: 'line' },
    button('role', 'changeRole', () => changeRole(each, reload)),
    button('limits', 'changeLimits', () => changeLimits(each, reload)),
    button('switch', each.disabled ? 'enable' : 'disable', () => switchState(each, reload), each.disabled ? '' : 'danger'),
    button('remove', 'remove', () => take(each), 'danger'));
}

function all(each, reload) {
  return [
    h('h3', { class: 'whose' }, outside(each.displayName || each.subdomain)),
    facts(each),
    buttons(each, reload),
    section(t('way-names'), t('noNames'), (each.names ?? []).map((name) => [outside(name.name), h('span', { class: 'quiet' }, ` ${t(`kind-${name.kind}`)}`)])),
    section(t('way-tokens'), t('noTokens'), (each.tokens ?? []).map((token) => [outside(token.label || token.id), h('span', { class: 'quiet' }, ' ', t('made'), ' ', day(token.created, '–'))])),
    section(t('way-keys'), t('noKeys'), (each.keys ?? []).map((key) => [outside(key.label || key.type), ' ', h('span', { class: 'mono quiet' }, visible(key.fingerprint))])),
  ];
}

export function person({ of }) {
  const box = h('div', { class: 'one', 'aria-busy': 'true' }, h('p', { class: 'summary', role: 'status' }, t('loading')));
  async function load() {
    try {
      const each = await get(`/api/v1/people/${encodeURIComponent(of)}`);
      const focused = document.activeElement?.id;
      box.replaceChildren(...all(each, load));
      box.querySelector(`[id="${focused}"]`)?.focus();
      report(null);
    } catch (error) {
      if (error.status === 401) {
        report(error);
      } else {
        box.replaceChildren(failureBox(error, load));
      }
    }
    box.setAttribute('aria-busy', 'false');
  }
  return { element: h('div', {}, h('p', {}, h('a', { href: '#/people' }, `‹ ${t('way-people')}`)), box), title: t('person'), load };
}
