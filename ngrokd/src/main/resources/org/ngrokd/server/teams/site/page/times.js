// Points in time as people read them.

import { h } from './dom.js';
import { clock } from './format.js';
import { language } from './language.js';
import { t } from './words.js';

const STEPS = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30], ['month', 12], ['year', Infinity]];

function full(millis) {
  return `${new Date(millis).toLocaleDateString(language())} ${clock(millis)}`;
}

function distance(millis) {
  let count = Math.round((millis - Date.now()) / 1000);
  for (const [unit, most] of STEPS) {
    if (Math.abs(count) < most) {
      return new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' }).format(count, unit);
    }
    count = Math.trunc(count / most);
  }
  return full(millis);
}

function time(iso, text) {
  const millis = Date.parse(iso);
  return h('time', { datetime: iso, title: full(millis) }, text(millis));
}

/** How long ago, or in how long; other: what stands there when there is no time. */
export function ago(iso, other = t('never')) {
  return iso ? time(iso, distance) : h('span', { class: 'quiet' }, other);
}

/** The clock alone for today. */
export function moment(iso) {
  return time(iso, (millis) => (new Date(millis).toDateString() === new Date().toDateString() ? clock(millis) : full(millis)));
}

/** Day and clock. */
export function stamp(iso) {
  return time(iso, full);
}

export function day(iso, other) {
  return iso ? time(iso, (millis) => new Date(millis).toLocaleDateString(language())) : h('span', { class: 'quiet' }, other);
}
