// The buttons at the top.

import { failed } from './detail.js';
import { byId, dialog, h, toast } from './dom.js';
import { lookButtons } from './look.js';
import { post, remove } from './server.js';
import { count, t } from './words.js';

async function clear(box) {
  box.close();
  try {
    await remove('/http/in/exchanges');
  } catch (error) {
    failed(error);
  }
}

/** What is forgotten is gone for every page and program: it is asked for first. */
function askToClear() {
  const box = dialog('small', t('clear'),
    h('h2', {}, t('clearTitle')),
    h('p', {}, t('clearText')),
    h('div', { class: 'buttons' },
      h('button', { autofocus: true, onclick: () => box.close() }, t('cancel')),
      h('button', { class: 'main', id: 'clear-all', onclick: () => clear(box) }, t('clear'))));
}

async function importFile(event, page) {
  const file = event.target.files[0];
  event.target.value = '';
  try {
    const answer = await post('/http/in/har', await file.text());
    toast(count('importedCount', answer.imported));
    page.reload();
  } catch (error) {
    failed(error);
  }
}

function exportHar(page) {
  location.assign(`/http/in/har?q=${encodeURIComponent(page.query())}`);
}

/** page: isPaused(), query(), togglePause(), reload(), drawAll(). */
export function drawTools(page) {
  const file = h('input', { type: 'file', accept: '.har,application/json', hidden: true, id: 'har', 'aria-label': t('import'), onchange: (event) => importFile(event, page) });
  const box = byId('tools');
  box.setAttribute('aria-label', t('tools'));
  box.replaceChildren(
    h('button', { id: 'pause', 'aria-pressed': String(page.isPaused()), onclick: page.togglePause }, t(page.isPaused() ? 'resume' : 'pause')),
    h('button', { id: 'clear', onclick: askToClear }, t('clear')),
    h('button', { onclick: () => file.click() }, t('import')), file,
    h('button', { id: 'export', onclick: () => exportHar(page) }, t('export')),
    ...lookButtons(page.drawAll));
}
