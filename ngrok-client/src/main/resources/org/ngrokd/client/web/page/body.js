// A body as a person reads it.

import { h } from './dom.js';
import { bytes } from './format.js';
import { fromBase64 } from './server.js';
import { t } from './words.js';

export function fieldTable(fields) {
  return h('table', {}, fields.map((field) => h('tr', {}, h('th', { scope: 'row' }, field.name), h('td', {}, field.value))));
}

function notes(view) {
  return view.notes.map((note) => h('p', { class: 'note' }, t(note.kind, note.detail)));
}

/** The text with the place of an error marked. */
function markedText(text, error) {
  const lines = text.split('\n');
  const before = lines.slice(0, error.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const at = Math.max(0, Math.min(before + error.column - 1, text.length - 1));
  return h('pre', {}, text.slice(0, at), h('span', { class: 'at' }, text.slice(at, at + 1) || ' '), text.slice(at + 1));
}

function textView(view) {
  if (view.error.length === 0) {
    return h('pre', {}, view.text);
  }
  const error = view.error[0];
  return [h('p', { class: 'problem' }, t('syntax', error.line, error.column, error.message)), markedText(view.text, error)];
}

function picture(base64, type) {
  const url = URL.createObjectURL(new Blob([fromBase64(base64)], { type }));
  return h('img', { class: 'picture', src: url, alt: type, onload: () => URL.revokeObjectURL(url) });
}

function binary(view, download) {
  return h('p', { class: 'quiet' }, t('binary', bytes(view.size)), ' ', download ? h('a', { href: download, download: '' }, t('download')) : '', '.');
}

function partTable(parts) {
  return parts.map((part, index) => h('section', {},
    h('h3', {}, `${t('part')} ${index + 1}`, part.name ? `: ${part.name}` : '', part.fileName ? ` (${t('file')} ${part.fileName})` : '',
      part.body.type ? ` · ${part.body.type}` : ''),
    bodyView(part.body, '', '')));
}

/** download: where the body is as a file; base64: of a picture. */
export function bodyView(view, download, base64) {
  const parts = {
    EMPTY: () => h('p', { class: 'quiet' }, t('noBody')),
    JSON: () => textView(view),
    XML: () => textView(view),
    FORM: () => fieldTable(view.fields),
    MULTIPART: () => partTable(view.parts),
    IMAGE: () => (base64 ? picture(base64, view.type) : binary(view, download)),
    TEXT: () => textView(view),
    BINARY: () => binary(view, download),
  };
  return [notes(view), parts[view.kind]()];
}
