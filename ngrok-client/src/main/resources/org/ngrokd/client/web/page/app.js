// Puts the parts of the page together.

import { addSecond, drawCharts } from './charts.js';
import { showComparison } from './compare.js';
import { failed, gone, nothingChosen, showDetail } from './detail.js';
import { byId, h, toast } from './dom.js';
import { removeRow, select, setUp, showAll, showEmpty, showOne } from './list.js';
import { get, listen, post, remove } from './server.js';
import { showAway, showStatus, showTunnels } from './tunnels.js';
import { t, toggleLanguage } from './words.js';

const THEME = 'ngrok-theme';
const LONGEST_WAY = 2000; // milliseconds until a replay should be in the list

let state = { state: 'connecting', tunnels: [], most: 500, reason: '', nextAttempt: 0, latency: -1 };
let exchanges = []; // the newest first
let chosen = '';
let query = '';
let missed = 0;
let held = null; // ids of those that came while the list stands still; null while it runs
let reloading = 0;

// --- the list ---

async function reload() {
  clearTimeout(reloading);
  reloading = 0;
  try {
    const listing = await get(`/http/in/exchanges?q=${encodeURIComponent(query)}`);
    exchanges = listing.exchanges;
    missed = listing.missed;
    drawList();
    showNotice();
  } catch (error) {
    failed(error);
  }
}

function reloadSoon() {
  if (!reloading) {
    reloading = setTimeout(reload, 400);
  }
}

function drawList() {
  if (exchanges.length === 0) {
    drawEmpty();
  } else {
    showAll(exchanges, choose);
    select(chosen);
  }
}

function drawEmpty() {
  if (query) {
    showEmpty(h('h2', {}, t('nothingFound')), h('p', {}, t('nothingFoundText', query)));
    return;
  }
  const urls = state.tunnels.filter((tunnel) => tunnel.isInspected).map((tunnel) => h('p', {}, h('code', {}, tunnel.url)));
  const reason = state.tunnels.length ? 'notInspected' : 'noTunnels';
  showEmpty(h('h2', {}, t('noneTitle')), urls.length ? [h('p', {}, t('noneText')), urls] : h('p', {}, t(reason)));
}

function showNotice() {
  const notice = byId('notice');
  const texts = [held ? t('paused', held.size) : '', missed ? t('missed', missed) : ''].filter((text) => text);
  notice.textContent = texts.join(' ');
  notice.hidden = texts.length === 0;
}

function arrived(changed) {
  if (held) {
    changed.filter((each) => !exchanges.some((known) => known.id === each.id)).forEach((each) => held.add(each.id));
    showNotice();
  } else if (query) {
    reloadSoon();
  } else {
    changed.sort((one, other) => one.start - other.start).forEach(add);
  }
  const current = changed.find((each) => each.id === chosen);
  if (current) {
    select(chosen);
    load(chosen);
  }
}

function add(exchange) {
  const known = exchanges.findIndex((each) => each.id === exchange.id);
  if (known >= 0) {
    exchanges[known] = exchange;
  } else {
    exchanges.unshift(exchange);
    if (exchanges.length > state.most) {
      removeRow(exchanges.pop().id);
    }
  }
  showOne(exchange, choose);
}

// --- the detail ---

async function load(id) {
  try {
    const detail = await get(`/http/in/exchanges/${id}`);
    if (id === chosen) {
      showDetail(detail, { choose, chooseNew, compare });
    }
  } catch (error) {
    if (id === chosen) {
      gone(error.message);
    }
  }
}

function choose(id) {
  chosen = id;
  select(id);
  document.body.classList.add('reading');
  load(id);
}

/** One that was just sent: it is shown when it has come, which may be a moment later. */
function chooseNew(id) {
  if (exchanges.some((each) => each.id === id)) {
    choose(id);
    return;
  }
  chosen = id;
  document.body.classList.add('reading');
  setTimeout(() => {
    if (chosen === id && byId('detail').dataset.id !== id) {
      load(id);
    }
  }, LONGEST_WAY);
}

async function compare(original, copy) {
  try {
    const both = await Promise.all([original, copy].map((id) => get(`/http/in/exchanges/${id}`)));
    chosen = copy;
    showComparison(both[0], both[1], choose);
    chosen = ''; // what still comes does not take its place
  } catch (error) {
    failed(error);
  }
}

function move(step) {
  const at = exchanges.findIndex((each) => each.id === chosen);
  const next = exchanges[at < 0 ? 0 : Math.max(0, Math.min(exchanges.length - 1, at + step))];
  if (next) {
    choose(next.id);
  }
}

function onKey(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 };
  if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    move(steps[event.key]);
  }
}

// --- the tools ---

function theme() {
  return localStorage.getItem(THEME) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

function useTheme() {
  document.documentElement.dataset.theme = theme();
}

function toggleTheme() {
  localStorage.setItem(THEME, theme() === 'dark' ? 'light' : 'dark');
  useTheme();
  drawTools();
}

function togglePause() {
  held = held ? null : new Set();
  if (!held) {
    reload();
  }
  showNotice();
  drawTools();
}

async function clear() {
  try {
    await remove('/http/in/exchanges');
  } catch (error) {
    failed(error);
  }
}

async function importFile(event) {
  const file = event.target.files[0];
  event.target.value = '';
  try {
    const answer = await post('/http/in/har', await file.text());
    toast(t('importedCount', answer.imported));
    reload();
  } catch (error) {
    failed(error);
  }
}

function exportHar() {
  location.assign(`/http/in/har?q=${encodeURIComponent(query)}`);
}

function drawTools() {
  const file = h('input', { type: 'file', accept: '.har,application/json', hidden: true, id: 'har', onchange: importFile });
  byId('tools').replaceChildren(
    h('button', { id: 'pause', 'aria-pressed': String(held !== null), onclick: togglePause }, t(held ? 'resume' : 'pause')),
    h('button', { id: 'clear', onclick: clear }, t('clear')),
    h('button', { onclick: () => file.click() }, t('import')), file,
    h('button', { id: 'export', onclick: exportHar }, t('export')),
    h('button', { id: 'theme', onclick: toggleTheme }, t(theme() === 'dark' ? 'light' : 'dark')),
    h('button', { id: 'language', onclick: changeLanguage }, t('language')));
}

function drawSearch() {
  const box = h('input', { type: 'search', id: 'query', placeholder: t('search'), 'aria-label': t('search'), spellcheck: 'false' });
  box.value = query;
  let waiting = 0;
  box.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      query = box.value.trim();
      reload();
    }, 200);
  });
  byId('search').replaceChildren(box);
}

function changeLanguage() {
  toggleLanguage();
  drawAll();
}

function drawAll() {
  drawTools();
  drawSearch();
  drawCharts();
  drawState();
  drawList();
  showNotice();
  if (chosen) {
    load(chosen);
  } else {
    nothingChosen();
  }
}

function drawState() {
  showStatus(state);
  showTunnels(state);
}

// --- what is new ---

const hear = {
  state(value) {
    state = value;
    drawState();
    if (exchanges.length === 0) {
      drawEmpty();
    }
  },
  exchanges: arrived,
  resync: reloadSoon,
  cleared() {
    exchanges = [];
    chosen = '';
    drawList();
    nothingChosen();
  },
  second(value) {
    addSecond(value);
    if (value.missed !== missed) {
      missed = value.missed;
      showNotice();
    }
  },
};

useTheme();
setUp(onKey);
drawAll();
reload();
listen((kind, value) => {
  hear[kind]?.(value);
  if (kind === 'state') {
    reloadSoon(); // after each connection: something may have been missed
  }
}, showAway);
document.addEventListener('keydown', (event) => {
  const inText = event.target.closest('input, textarea, dialog, select');
  if (!inText && event.target.id !== 'list') {
    onKey(event);
  }
});
