// The tunnels and how the client fares.

import { byId, copy, dialog, h } from './dom.js';
import { duration } from './format.js';
import { t } from './words.js';

let counting = 0;

function qrCode(url) {
  const box = dialog('small', t('qr'),
    h('h2', {}, t('qr')),
    h('img', { class: 'code', src: `/http/in/qr.svg?url=${encodeURIComponent(url)}`, alt: url }),
    h('p', { class: 'mono' }, url),
    h('div', { class: 'buttons' },
      h('button', { onclick: () => copy(url, t('copied')) }, t('copy')),
      h('button', { class: 'main', onclick: () => box.close() }, t('close'))));
}

/** Only http and https lead somewhere in a browser. */
function address(tunnel) {
  return /^https?:\/\//.test(tunnel.url)
    ? h('a', { href: tunnel.url, target: '_blank', rel: 'noopener noreferrer' }, tunnel.url)
    : h('strong', {}, tunnel.url);
}

/** A tunnel that the server does not open, and why. */
function refused(refusal) {
  return h('div', { class: 'tunnel refused' },
    h('strong', {}, `${refusal.name} (${refusal.protocol})`),
    h('span', { class: 'to' }, `${t('refused')}: ${refusal.reason}`));
}

export function showTunnels(state) {
  const open = state.tunnels.map((tunnel) => h('div', { class: 'tunnel' },
    address(tunnel),
    h('span', { class: 'to' }, `→ ${tunnel.local}`),
    h('button', { class: 'plain', onclick: () => copy(tunnel.url, t('copied')) }, t('copy')),
    h('button', { class: 'plain', onclick: () => qrCode(tunnel.url) }, t('qr'))));
  byId('tunnels').replaceChildren(...open, ...(state.refused || []).map(refused));
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
