// Puts the parts of the page together: who is signed in, where one is, and what is brought up to date.

import { get, signOut, useCsrf } from './api.js';
import { byId, h } from './dom.js';
import { failed, failureBox, isResting, report } from './failure.js';
import { listenToKeys } from './keys.js';
import { lookButtons, useTheme } from './look.js';
import { outside } from './outside.js';
import { VIEWS, waysOf } from './views.js';
import { t } from './words.js';

const PAUSE = 3000; // milliseconds between two looks at what is live

let me = null;
let view = null;
let isOut = false;
let isLooking = false;

/** "#/people/ab12?q=x" is the view "people" of "ab12". */
function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/').map((each) => decodeURIComponent(each));
  return { name: name || 'start', of: rest.join('/'), query: new URLSearchParams(query ?? '') };
}

/** Keeps what is looked for in the address, without going anywhere. */
function keep(key, value) {
  const { query } = place();
  query.delete(key);
  if (value) {
    query.set(key, value);
  }
  const path = location.hash.split('?')[0] || '#/';
  history.replaceState(null, '', query.size ? `${path}?${query}` : path);
}

// --- what is around the view ---

function drawAround() {
  const box = byId('tools');
  box.setAttribute('aria-label', t('tools'));
  box.replaceChildren(
    me && !isOut ? outside(me.account.displayName || me.account.subdomain, 'account-name') : '',
    ...lookButtons(drawAll),
    me?.session && !isOut ? h('button', { id: 'sign-out', onclick: leave }, t('signOut')) : '');
  byId('skip').textContent = t('skip');
  byId('domain').replaceChildren(me ? outside(me.server.domain) : '');
  drawWays();
}

function drawWays() {
  const nav = byId('ways');
  nav.hidden = !me || isOut;
  nav.setAttribute('aria-label', t('ways'));
  const isOpen = nav.classList.contains('open');
  nav.replaceChildren(...(me ? [
    h('button', { id: 'menu', 'aria-expanded': String(isOpen), 'aria-controls': 'ways-list', onclick: () => showMenu(!nav.classList.contains('open')) }, t('menu')),
    h('div', { id: 'ways-list' }, waysOf(me).map(group)),
  ] : []));
}

function showMenu(isOpen) {
  byId('ways').classList.toggle('open', isOpen);
  byId('menu')?.setAttribute('aria-expanded', String(isOpen));
}

function group({ title, names }) {
  const here = place().name;
  return h('div', { class: 'group' },
    h('h2', {}, t(title)),
    h('ul', {}, names.map((name) => h('li', {},
      h('a', { href: name === 'start' ? '#/' : `#/${name}`, 'aria-current': name === here ? 'page' : null }, t(`way-${name}`))))));
}

async function leave() {
  try {
    await signOut();
    showSignedOut(); // a provider would sign them in again at once
  } catch (error) {
    failed(error);
  }
}

// --- the view ---

function shown(title, ...children) {
  document.title = `${title} · ngrok`;
  byId('view').replaceChildren(h('h2', { class: 'title' }, title), ...children);
}

function showSignedOut() {
  isOut = true;
  view = null;
  document.querySelectorAll('dialog').forEach((box) => box.close());
  drawAround();
  shown(t('signedOut'), h('div', { class: 'empty' },
    h('p', {}, t('signedOutText')),
    h('p', {}, h('a', { class: 'button main', id: 'sign-in', href: '/' }, t('signIn')))));
  byId('sign-in').focus();
}

function drawView() {
  const { name, of, query } = place();
  const allowed = waysOf(me).flatMap((each) => each.names);
  report(null);
  if (!allowed.includes(name)) {
    view = null;
    const isKnown = name in VIEWS;
    shown(t(isKnown ? 'notYours' : 'notFound'), h('div', { class: 'empty' }, h('p', {}, t(isKnown ? 'code-forbidden' : 'noSuchPage')), h('p', {}, h('a', { href: '#/' }, t('way-start')))));
    return;
  }
  view = VIEWS[name]({ me, of, query, keep });
  shown(view.title ?? t(`way-${name}`), view.element);
  view.load();
}

function drawAll() {
  drawAround();
  if (isOut) {
    showSignedOut();
  } else if (me) {
    drawView();
  }
}

/** Another view: who reads it by ear or keyboard is led to its beginning. */
function goThere() {
  if (!me || isOut) {
    return;
  }
  showMenu(false);
  document.querySelectorAll('dialog').forEach((box) => box.close());
  drawWays();
  drawView();
  byId('content').focus({ preventScroll: true });
  scrollTo(0, 0);
}

// --- what is live ---

async function look() {
  if (!view?.isLive || document.hidden || isLooking || isResting()) {
    return;
  }
  isLooking = true;
  try {
    await view.load();
  } finally {
    isLooking = false;
  }
}

async function start() {
  shown(t('loading'), h('p', { class: 'summary', role: 'status' }, t('loadingText')));
  try {
    me = await get('/api/v1/me');
    useCsrf(me.csrf);
    drawAll();
  } catch (error) {
    if (error.status === 401) {
      showSignedOut();
    } else {
      shown('ngrok', failureBox(error, start));
    }
  }
}

useTheme();
drawAround();
document.addEventListener('signed-out', showSignedOut);
document.addEventListener('visibilitychange', look);
addEventListener('hashchange', goThere);
byId('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address says where one is
  byId('content').focus();
});
listenToKeys((event) => {
  const search = byId('search');
  if (event.key === 'Escape' && byId('ways').classList.contains('open')) {
    showMenu(false);
    byId('menu').focus();
  } else if (event.key === '/' && search) {
    search.focus();
  } else {
    return false;
  }
  return true;
});
setInterval(look, PAUSE);
start();
