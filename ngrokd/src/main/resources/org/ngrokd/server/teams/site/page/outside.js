// Texts that come from people and programs outside.

import { h } from './dom.js';

// Controls, and what turns or hides the letters around it. Joiners stay: emoji and Persian need them.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const LONGEST = 300; // characters that are shown of a text; what is longer is read by pointing at it

/** The text with its unseen characters spelled out; hasLines: but the ends of its lines. */
export function visible(text, hasLines = false) {
  return String(text).replace(UNSEEN, (each) => (hasLines && each === '\n' ? each : `\\u{${each.codePointAt(0).toString(16)}}`));
}

/** An element with the text alone; whichever way it is written, its neighbours stay where they are. */
export function outside(text, kind = '') {
  const all = visible(text);
  const shown = all.length > LONGEST ? `${all.slice(0, LONGEST)}…` : all;
  return h('bdi', { class: `outside ${kind}`.trim(), title: shown === all ? null : all }, shown);
}

/** Leads there where it is an address of the web; else it is a text. */
export function link(url) {
  return /^https?:\/\//.test(url)
    ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, outside(url))
    : h('strong', {}, outside(url));
}
