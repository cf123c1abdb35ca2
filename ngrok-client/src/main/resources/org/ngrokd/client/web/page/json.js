// JSON that was laid out, coloured and folding. Its lines are taken as they are: numbers and repeated keys stay.

import { h } from './dom.js';
import { t } from './words.js';

const MOST_LINES = 20000; // of more, elements would be too many
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;

function coloured(line) {
  const parts = [];
  let at = 0;
  for (const found of line.matchAll(TOKEN)) {
    const [all, string, colon] = found;
    const kind = colon ? 'key' : string ? 'string' : /[a-z]/.test(all[0]) ? 'word' : 'number';
    parts.push(line.slice(at, found.index), h('span', { class: `json-${kind}` }, string ?? all), colon ?? '');
    at = found.index + all.length;
  }
  parts.push(line.slice(at));
  return parts;
}

/** What is between a bracket that opens and the one that closes. */
function block(line, inner, lines) {
  const content = h('span', { class: 'inner' }, inner);
  const dots = h('span', { class: 'dots', hidden: true }, ` … ${lines} `);
  const button = h('button', { class: 'folder', type: 'button', 'aria-expanded': 'true', 'aria-label': t('foldLine') });
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!open));
    content.hidden = open;
    dots.hidden = !open;
  });
  const indent = /^\s*/.exec(line)[0];
  return [indent, button, coloured(line.slice(indent.length)), dots, content];
}

/** Lines from "at" on until the bracket closes; where that is. */
function read(lines, from) {
  const parts = [];
  let at = from;
  while (at < lines.length && !/^\s*[}\]]/.test(lines[at])) {
    if (/[{[]$/.test(lines[at])) {
      const inside = read(lines, at + 1);
      const indent = /^\s*/.exec(lines[inside.at] ?? '')[0];
      parts.push(block(lines[at], ['\n', inside.parts, indent], inside.at - at - 1), coloured((lines[inside.at] ?? '').trimStart()), '\n');
      at = inside.at + 1;
    } else {
      parts.push(coloured(lines[at]), '\n');
      at++;
    }
  }
  return { parts, at };
}

function fold(pre, open) {
  for (const button of pre.querySelectorAll('.folder')) {
    if ((button.getAttribute('aria-expanded') === 'true') !== open) {
      button.click();
    }
  }
}

/** The text in a box; null where it is too long for that. */
export function jsonView(text) {
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) {
    return null;
  }
  const parts = [];
  for (let at = 0; at < lines.length; at++) { // more than one value may follow each other
    const value = read(lines, at);
    parts.push(value.parts);
    at = value.at;
  }
  return h('pre', { class: 'json' }, parts.flat(Infinity));
}

/** Folds all but the outermost, or opens all. */
export function foldButtons(pre) {
  if (pre.querySelectorAll('.folder').length < 2) {
    return [];
  }
  const outermost = pre.querySelector('.folder');
  return [
    h('button', { class: 'plain', onclick: () => { fold(pre, false); outermost.click(); } }, t('foldAll')),
    h('button', { class: 'plain', onclick: () => fold(pre, true) }, t('unfoldAll'))];
}
