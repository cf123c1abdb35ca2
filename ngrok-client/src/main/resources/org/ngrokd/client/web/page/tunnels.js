// The tunnels and how the client fares.

import { byId, copy, h } from './dom.js';
import { foldButton, isOpen } from './fold.js';
import { duration } from './format.js';
import { showQrCode } from './qr.js';
import { count, language, t } from './words.js';

const FEW = 3; // as many are shown without being asked for

let counting = 0;
let drawn = '';

/** Only http and https lead somewhere in a browser. */
function address(tunnel) {
  return /^https?:\/\//.test(tunnel.url)
    ? h('a', { href: tunnel.url, target: '_blank', rel: 'noopener noreferrer' }, tunnel.url)
    : h('strong', {}, tunnel.url);
}

function opened(tunnel) {
  const button = (word, action) => h('button', { class: 'plain', 'aria-label': `${t(word)}: ${tunnel.url}`, onclick: action }, t(word));
  return h('div', { class: 'tunnel', role: 'listitem' },
    address(tunnel),
    h('span', { class: 'to' }, `→ ${tunnel.local}`),
    (tunnel.paths || []).map((path) => h('span', { class: 'to' }, path.replace('->', '→'))),
    button('copy', () => copy(tunnel.url, t('copied'))),
    button('qr', () => showQrCode(tunnel.url, `/http/in/qr.svg?url=${encodeURIComponent(tunnel.url)}`)));
}

/** A tunnel that the server does not open, and why. */
function refused(refusal) {
  return h('div', { class: 'tunnel refused', role: 'listitem' },
    h('strong', {}, `${refusal.name} (${refusal.protocol})`),
    h('span', { class: 'to' }, `${t('refused')}: ${refusal.reason}`));
}

/** All of them in one line. */
function brief(state, refusals, open, draw) {
  return h('div', { class: 'brief' },
    foldButton('tunnels', open, 'tunnel-list', count('tunnelCount', state.tunnels.length), draw),
    refusals.length ? h('span', { class: 'broken' }, count('refusedCount', refusals.length)) : null,
    open ? null : h('span', { class: 'rest' }, state.tunnels.map((tunnel) => tunnel.url).join(' · ')));
}

/** Draws them where something has changed: a button that has the focus keeps it. */
export function showTunnels(state) {
  const refusals = state.refused || [];
  const isMany = state.tunnels.length + refusals.length > FEW;
  const open = !isMany || isOpen('tunnels', false);
  const now = JSON.stringify([state.tunnels, refusals, open, language()]);
  if (now === drawn) {
    return;
  }
  drawn = now;
  const box = byId('tunnels');
  box.setAttribute('aria-label', t('tunnels'));
  box.replaceChildren(
    isMany ? brief(state, refusals, open, () => showTunnels(state)) : '',
    h('div', { class: `all${isMany ? ' many' : ''}`, id: 'tunnel-list', role: 'list', hidden: !open },
      open ? [state.tunnels.map(opened), refusals.map(refused)] : []));
}

function waitingText(state) {
  const seconds = Math.max(0, Math.ceil((state.nextAttempt - Date.now()) / 1000));
  return `${state.reason}${state.nextAttempt ? ` · ${t('inSeconds', seconds)}` : ''}`;
}

export function showStatus(state) {
  clearInterval(counting);
  const what = h('span', { class: 'what' });
  const tell = () => {
    const online = [t('server', state.server), state.latency >= 0 ? t('ping', duration(state.latency)) : ''];
    what.textContent = state.state === 'online' ? online.filter((each) => each).join(' · ') : waitingText(state);
    what.title = what.textContent;
  };
  tell();
  if (state.state === 'waiting') {
    counting = setInterval(tell, 1000);
  }
  byId('status').replaceChildren(h('span', { class: `pill ${state.state}` }, t(state.state)), what);
}

export function showAway() {
  clearInterval(counting);
  byId('status').replaceChildren(h('span', { class: 'pill away' }, t('away')));
}
