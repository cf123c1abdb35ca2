// Tokens: with them programs open tunnels, or use the API.

import { post, remove } from './api.js';
import { askForm, askToDo, choice, field, showOnce } from './ask.js';
import { h, toast } from './dom.js';
import { List, nothing } from './list.js';
import { outside, visible } from './outside.js';
import { ago, day } from './times.js';
import { t } from './words.js';

const DAY = 86400000;
const LIVES = [['', 'never'], ['7', 'days7'], ['30', 'days30'], ['90', 'days90'], ['365', 'days365']];

function scopesText(scopes) {
  return scopes.length === 0 ? t('opensTunnels') : t('forApi', scopes.map((each) => visible(each)).join(', '));
}

function revokeButton(item, reload) {
  return h('button', {
    class: 'danger',
    'aria-label': `${t('revoke')}: ${visible(item.label || item.id)}`,
    onclick: () => askToDo({
      title: t('revokeTitle'),
      texts: [outside(item.label || item.id), t('revokeText')],
      word: t('revoke'),
      send: () => remove(`/api/v1/tokens/${encodeURIComponent(item.id)}`),
      done: () => {
        toast(t('revoked'));
        reload();
      },
    }),
  }, t('revoke'));
}

/** What it is for: tunnels, or the API with some of the scopes. */
function purpose(isAdmin) {
  const boxes = ['read', 'tunnels', ...(isAdmin ? ['admin'] : [])].map((name) => h('input', { type: 'checkbox', name: 'scope', value: name, checked: name === 'read' }));
  const scopes = h('fieldset', { class: 'scopes', hidden: true }, h('legend', {}, t('scopes')),
    boxes.map((box) => h('label', { class: 'check' }, box, h('span', {}, t(`scope-${box.value}`)))));
  const radio = (value, word, isChecked) => h('label', { class: 'check' },
    h('input', { type: 'radio', name: 'purpose', value, checked: isChecked, onchange: () => { scopes.hidden = value === 'tunnels'; } }),
    h('span', {}, t(word)));
  return {
    element: h('fieldset', {}, h('legend', {}, t('purpose')), radio('tunnels', 'purposeTunnels', true), radio('api', 'purposeApi', false), scopes),
    scopes: () => (scopes.hidden ? [] : boxes.filter((box) => box.checked).map((box) => box.value)),
    isForApi: () => !scopes.hidden,
  };
}

/** made(token) is called with the new token, which nobody sees again, when it opens tunnels. */
export function makeToken({ me, label = '', made }) {
  const name = h('input', { type: 'text', id: 'token-label', required: true, maxlength: '100', autocomplete: 'off', value: label });
  const life = choice({ id: 'token-ends' }, LIVES.map(([days, word]) => [days, t(word)]), '');
  const use = purpose(me.account.role === 'admin');
  const ends = () => (life.value ? new Date(Date.now() + life.value * DAY).toISOString() : null);
  const send = () => {
    if (use.isForApi() && use.scopes().length === 0) {
      return Promise.reject(Object.assign(new Error(), { code: 'no-scope', status: 400 }));
    }
    return post('/api/v1/tokens', { label: name.value.trim(), scopes: use.scopes(), ends: ends() });
  };
  askForm({
    title: t('makeToken'),
    fields: [field(t('tokenLabel'), name, t('tokenLabelHelp')), field(t('ends'), life), use.element],
    word: t('makeToken'),
    send,
    done: (answer) => {
      showOnce(t('newToken'), t('newTokenText'), answer.token);
      made(use.isForApi() ? '' : answer.token);
    },
  });
  name.focus();
  name.select();
}

export function tokens({ me }) {
  const list = new List({
    path: '/api/v1/tokens',
    counted: 'tokenCount',
    empty: () => nothing(t('noTokens'), t('noTokensText')),
    table: {
      label: t('way-tokens'),
      key: (each) => each.id,
      columns: [
        { name: 'label', label: t('tokenLabel'), of: (each) => [outside(each.label || '–', 'main'), h('span', { class: 'mono quiet' }, ` ${visible(each.id)}…`)] },
        { name: 'scopes', label: t('purpose'), of: (each) => scopesText(each.scopes) },
        { name: 'created', label: t('made'), of: (each) => day(each.created, '–') },
        { name: 'used', label: t('used'), of: (each) => ago(each.used) },
        { name: 'ends', label: t('ends'), of: (each) => day(each.ends, t('never')) },
        { name: 'actions', label: t('actions'), isAction: true, of: (item) => revokeButton(item, () => list.load()) },
      ],
    },
  });
  const limit = me.account.limits?.tokens;
  return {
    element: h('div', {},
      h('p', { class: 'lead' }, t('tokensLead'), Number.isFinite(limit) ? ` ${t('tokensLimit', limit)}` : ''),
      h('p', {}, h('button', { class: 'main', id: 'make-token', onclick: () => makeToken({ me, made: () => list.load() }) }, t('makeToken'))),
      list.element),
    load: () => list.load(),
  };
}
