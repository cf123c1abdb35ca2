// Sends requests again, as they were or changed.

import { dialog, h, toast } from './dom.js';
import { MASK, isSecret } from './secrets.js';
import { post, toBase64 } from './server.js';
import { t } from './words.js';

const KEY = 'ngrok-mark';

function isMarked() {
  return localStorage.getItem(KEY) !== 'false';
}

async function send(change, choose) {
  const answer = await post('/http/in/replay', { mark: String(isMarked()), ...change });
  toast(t('replaySent'));
  choose(answer.id);
}

export async function replay(id, choose) {
  try {
    await send({ txnid: id }, choose);
  } catch (error) {
    toast(t('failed', error.message));
  }
}

/** Values that were left masked are those of the original. */
function headerLines(text, original) {
  const headers = [];
  const hidden = original.filter((header) => isSecret(header.name));
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1 && line.trim() !== '') {
      throw new Error(t('headerWrong', line));
    }
    if (colon > 0) {
      const name = line.slice(0, colon).trim();
      const text = line.slice(colon + 1).trim();
      const at = text === MASK ? hidden.findIndex((header) => header.name === name) : -1;
      headers.push({ name, value: at >= 0 ? hidden.splice(at, 1)[0].value : text });
    }
  }
  return headers;
}

/** Letters that no request line can hold are percent-encoded, as browsers do it. */
function sendable(target) {
  return target.replace(/[\u0100-\uffff]+/g, encodeURIComponent);
}

/** The body as the service got it can be edited where it is text without encodings. */
function isEditable(part) {
  const isEncoded = part.headers.some((header) => header.name.toLowerCase() === 'content-encoding');
  return part.body.kind === 'EMPTY' || (part.text !== '' && !isEncoded && part.body.kind !== 'BINARY' && part.body.kind !== 'IMAGE');
}

export function editor(detail, choose) {
  const { summary, request } = detail;
  const method = h('input', { type: 'text', id: 'edit-method' });
  method.value = summary.method;
  const target = h('input', { type: 'text', id: 'edit-target' });
  target.value = summary.target;
  const headers = h('textarea', { rows: 8, id: 'edit-headers', spellcheck: 'false' });
  const isMasked = request.headers.some((header) => isSecret(header.name));
  headers.value = request.headers.map((header) => `${header.name}: ${isSecret(header.name) ? MASK : header.value}`).join('\n');
  const show = h('button', { class: 'plain', type: 'button', onclick: () => {
    headers.value = headerLines(headers.value, request.headers).map((header) => `${header.name}: ${header.value}`).join('\n');
    show.remove();
  } }, t('showAll'));
  const body = h('textarea', { rows: 8, id: 'edit-body', spellcheck: 'false' });
  body.value = request.text;
  const editable = isEditable(request);
  const mark = h('input', { type: 'checkbox', id: 'edit-mark' });
  mark.checked = isMarked();
  mark.addEventListener('change', () => localStorage.setItem(KEY, String(mark.checked)));
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const box = dialog('', t('edit'),
    h('h2', {}, t('edit')),
    h('div', { class: 'first' },
      h('label', { class: 'field' }, t('method'), method),
      h('label', { class: 'field' }, t('target'), target)),
    h('label', { class: 'field' }, t('headerLines'), headers),
    isMasked ? h('p', { class: 'note' }, t('hidden'), ' ', show) : null,
    editable ? h('label', { class: 'field' }, t('bodyText'), body) : h('p', { class: 'note' }, t('binaryBody')),
    problem,
    h('div', { class: 'buttons' },
      h('label', { class: 'check' }, mark, t('mark')),
      h('span', { class: 'spacer' }),
      h('button', { onclick: () => box.close() }, t('cancel')),
      h('button', { class: 'main', id: 'edit-send', onclick: submit }, t('send'))));

  async function submit() {
    try {
      const change = { txnid: summary.id, method: method.value.trim(), target: sendable(target.value.trim()), headers: headerLines(headers.value, request.headers) };
      if (editable) {
        change.body = toBase64(body.value);
      }
      await send(change, choose);
      box.close();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }
}
