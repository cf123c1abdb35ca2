// Numbers as people read them.

import { language } from './language.js';

export function bytes(count) {
  if (count < 1024) {
    return `${count} B`;
  }
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = -1;
  do {
    value /= 1024;
    unit++;
  } while (value >= 1023.95 && unit < units.length - 1);
  return `${value.toFixed(value < 10 ? 2 : 1)} ${units[unit]}`;
}

/** Milliseconds. */
export function duration(millis) {
  if (millis < 1) {
    return `${Math.round(millis * 1000)} µs`;
  }
  if (millis < 1000) {
    return `${millis.toFixed(millis < 10 ? 1 : 0)} ms`;
  }
  return millis < 60000 ? `${(millis / 1000).toFixed(2)} s` : `${(millis / 60000).toFixed(1)} min`;
}

export function clock(millis) {
  const time = new Date(millis);
  return time.toLocaleTimeString(language(), { hour12: false });
}

export function clockWithMillis(millis) {
  return `${clock(millis)}.${String(new Date(millis).getMilliseconds()).padStart(3, '0')}`;
}

export function dateAndClock(millis) {
  const day = new Date(millis).toLocaleDateString(language());
  return `${day} ${clockWithMillis(millis)}`;
}
