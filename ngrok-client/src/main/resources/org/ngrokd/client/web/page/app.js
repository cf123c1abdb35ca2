// Puts the parts of the page together.

import { addSecond, drawCharts } from './charts.js';
import { showComparison } from './compare.js';
import { failed, gone, nothingChosen, showDetail } from './detail.js';
import { byId, h } from './dom.js';
import { isNewestFirst, removeRow, select, showAll, showEmpty, showOne, sorted } from './list.js';
import { useTheme } from './look.js';
import { listenToMoves } from './moves.js';
import { drawSearch, misreadText } from './search.js';
import { get, listen } from './server.js';
import { drawTools } from './tools.js';
import { showAway, showStatus, showTunnels } from './tunnels.js';
import { t } from './words.js';

const LONGEST_WAY = 2000; // milliseconds until a replay should be in the list

let state = { state: 'connecting', tunnels: [], most: 500, reason: '', nextAttempt: 0, latency: -1 };
let exchanges = []; // the newest first
let chosen = '';
let compared = []; // ids of the two that are shown side by side
let marked = null; // the summary of the one that the next is compared with
let query = '';
let misread = [];
let missed = 0;
let held = null; // ids of those that came while the list stands still; null while it runs
let reloading = 0;
let asked = 0; // listings, of which only the last counts
let since = null; // what has come since that was asked for; null once it is here
let drawing = 0;

const tools = {
  isPaused: () => held !== null,
  query: () => query,
  togglePause,
  reload,
  drawAll,
};
const actions = { choose, chooseNew, compare, mark };

// --- the list ---

async function reload() {
  clearTimeout(reloading);
  reloading = 0;
  asked += 1;
  const mine = asked;
  since = [];
  try {
    const listing = await get(`/http/in/exchanges?q=${encodeURIComponent(query)}`);
    if (mine === asked) {
      take(listing);
    }
  } catch (error) {
    if (mine === asked) {
      since = null; // a later listing still needs its own
    }
    failed(error);
  }
}

/** What was heard while the listing was on its way may not be in it yet. */
function take(listing) {
  exchanges = listing.exchanges;
  missed = listing.missed;
  misread = listing.misread;
  since.forEach(keep);
  since = null;
  drawList();
  showNotice();
}

function reloadSoon() {
  if (!reloading && !held) {
    reloading = setTimeout(reload, 400);
  }
}

function drawList() {
  if (exchanges.length === 0) {
    drawEmpty();
  } else {
    showAll(exchanges, choose, drawList);
    showChosen();
  }
}

/** In an order of its own: what has come finds its place. */
function drawListSoon() {
  if (!drawing) {
    drawing = setTimeout(() => {
      drawing = 0;
      drawList();
    }, 200);
  }
}

function showChosen() {
  select(...(compared.length ? compared : [chosen]));
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
  const texts = [held ? t('paused', held.size) : '', missed ? t('missed', missed) : '', ...misreadText(misread)].filter((text) => text);
  const marking = marked
    ? h('p', {}, t('chooseOther', `${marked.method} ${marked.target}`), ' ', h('button', { class: 'plain', id: 'unmark', onclick: () => mark(null) }, t('cancel')))
    : '';
  notice.replaceChildren(...texts.map((text) => h('p', {}, text)), marking);
  notice.hidden = texts.length === 0 && !marked;
}

function arrived(changed) {
  if (held) {
    changed.filter((each) => !exchanges.some((known) => known.id === each.id)).forEach((each) => held.add(each.id));
    showNotice();
  } else if (query) {
    reloadSoon();
  } else {
    changed.sort((one, other) => one.start - other.start).forEach(add);
    since?.push(...changed);
  }
  const current = changed.find((each) => each.id === chosen);
  if (current) {
    select(chosen);
    load(chosen);
  }
}

function add(exchange) {
  const isFirst = exchanges.length === 0;
  keep(exchange);
  if (isFirst) {
    drawList();
  } else if (isNewestFirst()) {
    showOne(exchange, exchanges, choose);
  } else {
    drawListSoon();
  }
}

/** In the place of what was known of it, or as the newest. */
function keep(exchange) {
  const known = exchanges.findIndex((each) => each.id === exchange.id);
  if (known >= 0) {
    exchanges[known] = exchange;
  } else {
    exchanges.unshift(exchange);
    if (exchanges.length > state.most) {
      removeRow(exchanges.pop().id);
    }
  }
}

// --- the detail ---

async function load(id) {
  try {
    const detail = await get(`/http/in/exchanges/${id}`);
    if (id === chosen) {
      showDetail(detail, actions);
    }
  } catch (error) {
    if (id === chosen) {
      gone(error.message);
    }
  }
}

/** event: of the mouse, with a key held it is compared with the one before. */
function choose(id, event) {
  const other = marked ? marked.id : event?.ctrlKey || event?.metaKey ? chosen : '';
  if (other && other !== id) {
    mark(null);
    compare(other, id);
  } else {
    open(id);
  }
}

function open(id) {
  chosen = id;
  compared = [];
  showChosen();
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
  compared = [];
  document.body.classList.add('reading');
  setTimeout(() => {
    if (chosen === id && byId('detail').dataset.id !== id) {
      load(id);
    }
  }, LONGEST_WAY);
}

/** The next that is chosen is compared with this one; null: with none. */
function mark(summary) {
  marked = summary;
  if (summary) {
    document.body.classList.remove('reading'); // on a phone the list comes back
  }
  showNotice();
}

async function compare(left, right) {
  try {
    const both = await Promise.all([left, right].map((id) => get(`/http/in/exchanges/${id}`)));
    chosen = ''; // what still comes does not take its place
    compared = [left, right];
    showChosen();
    document.body.classList.add('reading');
    showComparison(both[0], both[1], { choose, close: () => open(right) });
  } catch (error) {
    failed(error);
  }
}

// --- keys ---

function move(step) {
  const shown = sorted(exchanges);
  const at = shown.findIndex((each) => each.id === chosen);
  const next = shown[at < 0 ? 0 : Math.max(0, Math.min(shown.length - 1, at + step))];
  if (next) {
    open(next.id); // while one is marked, Enter says which is the other
  }
}

/** Leaves what was opened last. */
function leave() {
  if (marked) {
    mark(null);
  } else if (compared.length) {
    open(compared[1]);
  } else {
    document.body.classList.remove('reading');
  }
}

// --- all of it ---

function togglePause() {
  held = held ? null : new Set();
  if (!held) {
    reload();
  }
  showNotice();
  drawTools(tools);
  byId('pause').focus();
}

function drawAll() {
  drawTools(tools);
  drawSearch(query, (text) => {
    query = text;
    reload();
  });
  drawCharts();
  drawState();
  drawList();
  showNotice();
  if (compared.length) {
    compare(...compared);
  } else if (chosen) {
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
  connected: reloadSoon, // something may have been missed
  exchanges: arrived,
  resync: reloadSoon,
  cleared() {
    asked += 1; // a listing that is on its way may be of before
    since = null;
    exchanges = [];
    chosen = '';
    compared = [];
    marked = null;
    drawList();
    showNotice();
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
drawAll();
reload();
listen((kind, value) => hear[kind]?.(value), showAway);
listenToMoves({ move, leave, enter: () => chosen && choose(chosen) });
