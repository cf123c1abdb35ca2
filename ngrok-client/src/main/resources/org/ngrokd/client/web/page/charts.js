// What happened in the last two minutes.

import { byId, h, s } from './dom.js';
import { bytes, duration } from './format.js';
import { t } from './words.js';

const SECONDS = 120;
const HEIGHT = 34;
const history = [];

const CHARTS = [
  { name: 'requests', one: (each) => each.requests, now: (each) => String(each.requests) },
  { name: 'errors', two: (each) => each.errors, now: (each) => String(each.errors) },
  { name: 'traffic', one: (each) => each.bytesIn, two: (each) => each.bytesOut, now: (each) => `${bytes(each.bytesIn)} / ${bytes(each.bytesOut)}` },
  { name: 'latency', one: (each) => each.p50, two: (each) => each.p90, now: (each) => (each.p90 ? `${duration(each.p50)} / ${duration(each.p90)}` : '–') },
];

function line(values, most) {
  const step = 100 / (SECONDS - 1);
  const begin = SECONDS - values.length;
  return values.map((value, index) => `${((begin + index) * step).toFixed(2)},${(HEIGHT - 2 - (HEIGHT - 4) * value / most).toFixed(2)}`).join(' ');
}

function chart(kind) {
  const latest = history.at(-1) ?? { requests: 0, errors: 0, bytesIn: 0, bytesOut: 0, p50: 0, p90: 0 };
  const ways = [kind.one, kind.two].map((way) => (way ? history.map(way) : []));
  const most = Math.max(1, ...ways.flat());
  const name = t(kind.name);
  return h('div', { class: 'chart' },
    h('div', { class: 'head' }, h('span', { class: 'name' }, name), h('span', { class: 'now' }, kind.now(latest))),
    s('svg', { viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${name}: ${kind.now(latest)}` },
      s('line', { class: 'axis', x1: 0, x2: 100, y1: HEIGHT - 1, y2: HEIGHT - 1 }),
      s('polyline', { class: 'one', points: line(ways[0], most) }),
      s('polyline', { class: 'two', points: line(ways[1], most) })));
}

export function drawCharts() {
  byId('charts').replaceChildren(...CHARTS.map(chart));
}

export function addSecond(second) {
  history.push(second);
  if (history.length > SECONDS) {
    history.shift();
  }
  drawCharts();
}
