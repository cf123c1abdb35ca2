// Where one begins: the own address, and what to paste to open it.

import { address, get } from './api.js';
import { commandsOf } from './commands.js';
import { copy, h } from './dom.js';
import { report } from './failure.js';
import { link } from './outside.js';
import { showQrCode } from './qr.js';
import { step } from './step.js';
import { makeToken } from './tokens.js';
import { count, t } from './words.js';

const PORT = 8080; // where most people's first service is

/** A token that was just made: nobody shows it again, so it is kept until the page is left. */
let token = '';
let port = PORT;
let chosen = 'ngrok';

function addressCard(me, state) {
  return h('section', { class: 'card address', 'aria-label': t('ownAddress') },
    h('h3', {}, t('ownAddress')),
    h('p', { class: 'big' }, link(me.url)),
    state,
    h('div', { class: 'line' },
      h('button', { onclick: () => copy(me.url, t('copied')) }, t('copy')),
      h('button', { id: 'qr', onclick: () => showQrCode(me.url, address('/api/v1/me/qr.svg', { url: me.url })) }, t('qr'))));
}

function tokenLine(me, draw) {
  if (token) {
    return h('p', { class: 'note' }, t('tokenFilled'));
  }
  const made = (text) => {
    token = text;
    draw();
  };
  return h('div', { class: 'line asks' },
    h('span', {}, t('tokenMissing')),
    h('button', { class: 'main', id: 'make-token', onclick: () => makeToken({ me, label: t('tokenLabelFirst'), made }) }, t('makeToken')));
}

function portField(draw) {
  const input = h('input', { type: 'number', id: 'port', min: '1', max: '65535', value: String(port), 'aria-label': t('localPort') });
  input.addEventListener('input', () => {
    if (input.validity.valid && input.value) {
      port = Number(input.value);
      draw();
    }
  });
  return h('label', { class: 'port' }, t('localPort'), input);
}

/** The tabs of the kinds of programs; arrows go from one to the next. */
function tabs(ways, draw) {
  const ids = ways.map((way) => way.id);
  const choose = (id) => {
    chosen = id;
    draw();
    document.getElementById(`tab-${id}`).focus();
  };
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(ids[(ids.indexOf(chosen) + step + ids.length) % ids.length]);
    }
  };
  return h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('program'), onkeydown: move }, ids.map((id) => h('button', {
    id: `tab-${id}`, role: 'tab', 'aria-selected': String(id === chosen), 'aria-controls': 'commands', tabindex: id === chosen ? '0' : '-1', onclick: () => choose(id),
  }, t(`with-${id}`))));
}

export function start({ me }) {
  const state = h('p', { class: 'state', role: 'status' });
  const heads = h('div', {});
  const sheet = h('div', { id: 'commands', class: 'sheet', role: 'tabpanel' });
  const asks = h('div', {});
  function draw() {
    const ways = commandsOf(me, { token: token || t('yourToken'), port });
    const way = ways.find((each) => each.id === chosen) ?? ways[0];
    heads.replaceChildren(tabs(ways, draw));
    asks.replaceChildren(tokenLine(me, draw));
    sheet.setAttribute('aria-labelledby', `tab-${way.id}`);
    sheet.replaceChildren(...way.steps.map(step), way.note ? h('p', { class: 'hint' }, way.note) : '');
  }
  draw();
  async function load() {
    try {
      const { items } = await get('/api/v1/tunnels', { scope: 'mine', limit: 50 });
      const text = items.length ? count('tunnelsOpen', items.length) : t('nothingOpen');
      if (state.textContent !== text) {
        state.replaceChildren(h('span', { class: `dot ${items.length ? 'on' : ''}` }), text);
      }
      report(null);
    } catch (error) {
      report(error);
    }
  }
  return {
    element: h('div', {},
      addressCard(me, state),
      h('section', { class: 'card', 'aria-label': t('connect') },
        h('h3', {}, t('connect')), asks, portField(draw), heads, sheet)),
    load,
    isLive: true,
  };
}
