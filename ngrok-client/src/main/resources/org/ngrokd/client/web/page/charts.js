// What happened in the last two minutes; folded while that is nothing.

import { byId, h, s } from './dom.js';
import { foldButton, isOpen } from './fold.js';
import { bytes, duration } from './format.js';
import { language, t } from './words.js';

const SECONDS = 120;
const HEIGHT = 34;
const history = [];

const CHARTS = [
  { name: 'requests', one: (each) => each.requests, now: (each) => String(each.requests) },
  { name: 'errors', two: (each) => each.errors, now: (each) => String(each.errors) },
  { name: 'traffic', one: (each) => each.bytesIn, two: (each) => each.bytesOut, now: (each) => `${bytes(each.bytesIn)} / ${bytes(each.bytesOut)}` },
  { name: 'latency', one: (each) => each.p50, two: (each) => each.p90, now: (each) => (each.p90 ? `${duration(each.p50)} / ${duration(each.p90)}` : '–') },
];

let framed = '';

function isEmpty() {
  return !history.some((each) => each.requests || each.bytesIn || each.bytesOut);
}

function line(values, most) {
  const step = 100 / (SECONDS - 1);
  const begin = SECONDS - values.length;
  return values.map((value, index) => `${((begin + index) * step).toFixed(2)},${(HEIGHT - 2 - (HEIGHT - 4) * value / most).toFixed(2)}`).join(' ');
}

function latest() {
  return history.at(-1) ?? { requests: 0, errors: 0, bytesIn: 0, bytesOut: 0, p50: 0, p90: 0 };
}

function number(kind) {
  return [h('span', { class: 'name' }, t(kind.name)), h('span', { class: 'now' }, kind.now(latest()))];
}

function chart(kind) {
  const ways = [kind.one, kind.two].map((way) => (way ? history.map(way) : []));
  const most = Math.max(1, ...ways.flat());
  return h('div', { class: 'chart' },
    h('div', { class: 'head' }, number(kind)),
    s('svg', { viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${t(kind.name)}: ${kind.now(latest())}` },
      s('line', { class: 'axis', x1: 0, x2: 100, y1: HEIGHT - 1, y2: HEIGHT - 1 }),
      s('polyline', { class: 'one', points: line(ways[0], most) }),
      s('polyline', { class: 'two', points: line(ways[1], most) })));
}

export function drawCharts() {
  const open = isOpen('charts', !isEmpty());
  const frame = `${open} ${language()}`;
  const box = byId('charts');
  if (frame !== framed) { // the button stays the same while it can: it may have the focus
    framed = frame;
    box.setAttribute('aria-label', t('charts'));
    box.replaceChildren(foldButton('charts', open, 'chart-list', t('charts'), drawCharts), h('div', { id: 'chart-list' }));
  }
  const list = byId('chart-list');
  list.className = open ? 'cards' : 'numbers';
  list.replaceChildren(...CHARTS.map(open ? chart : (kind) => h('span', { class: 'head' }, number(kind))));
}

export function addSecond(second) {
  history.push(second);
  if (history.length > SECONDS) {
    history.shift();
  }
  drawCharts();
}
