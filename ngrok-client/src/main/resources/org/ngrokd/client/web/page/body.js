// A body as a person reads it.

import { copy, h } from './dom.js';
import { bytes } from './format.js';
import { foldButtons, jsonView } from './json.js';
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

function jsonText(view, tools) {
  const isLaidOut = view.error.length === 0 && !view.notes.some((note) => note.kind === 'asWritten');
  const pre = isLaidOut ? jsonView(view.text) : null;
  if (!pre) {
    return textView(view);
  }
  tools.append(...foldButtons(pre));
  return pre;
}

/** Draws what bytes() gives or promises. */
function picture(bytes, type, name) {
  const image = h('img', { class: 'picture', alt: name });
  Promise.resolve(bytes).then((data) => {
    const url = URL.createObjectURL(new Blob([data], { type }));
    image.addEventListener('load', () => URL.revokeObjectURL(url));
    image.src = url;
  }, () => image.replaceWith(h('p', { class: 'quiet' }, t('gone'))));
  return image;
}

async function fetched(url) {
  const reply = await fetch(location.origin + url);
  if (!reply.ok) {
    throw new Error(await reply.text());
  }
  return reply.arrayBuffer();
}

function downloadLink(url, name, text) {
  return h('a', { href: url, download: name }, text);
}

function binary(view, url) {
  return h('p', { class: 'quiet' }, t('binary', bytes(view.size)), ' ', url ? downloadLink(url, '', t('download')) : '', '.');
}

function onePartBody(body, url, name, tools) {
  if (body.kind === 'IMAGE') {
    return picture(fetched(url), body.type, name);
  }
  return body.kind === 'BINARY' ? '' : bodyView(body, url, '', tools); // its link is beside its name
}

/** A part of a form: its name, and what is in it. */
function onePart(part, url) {
  const { body } = part;
  const about = [part.name && part.fileName, body.type, bytes(body.size)].filter((each) => each).join(' · ');
  const tools = h('span', { class: 'body-tools' });
  return h('section', { class: 'one-part' },
    h('h3', {}, h('strong', {}, part.name || part.fileName || t('part')), h('span', { class: 'about' }, about),
      part.fileName || body.kind === 'BINARY' ? downloadLink(url, part.fileName, t('downloadPart')) : null, tools),
    onePartBody(body, url, part.fileName || part.name, tools));
}

/** A part in a part is asked for by both their places. */
function partTable(parts, url) {
  return parts.map((part, index) => onePart(part, url.includes('?part=') ? `${url}.${index}` : `${url}?part=${index}`));
}

/** url: where the body is as a file; base64: of a picture; tools: where buttons for it go. */
export function bodyView(view, url, base64, tools) {
  const parts = {
    EMPTY: () => h('p', { class: 'quiet' }, t('noBody')),
    JSON: () => jsonText(view, tools),
    XML: () => textView(view),
    FORM: () => fieldTable(view.fields),
    MULTIPART: () => partTable(view.parts, url),
    IMAGE: () => (base64 ? picture(fromBase64(base64), view.type, view.type) : binary(view, url)),
    TEXT: () => textView(view),
    BINARY: () => binary(view, url),
  };
  return [notes(view), parts[view.kind]()];
}

/** Copies a body as the text that it is; null where it is none. */
export function copyButton(part) {
  const isMixed = part.body.parts.some((each) => each.body.kind === 'BINARY' || each.body.kind === 'IMAGE');
  return part.text && !isMixed ? h('button', { class: 'plain copy-body', onclick: () => copy(part.text, t('copied')) }, t('copyBody')) : null;
}
