// The field for what is looked for.

import { byId, h } from './dom.js';
import { t } from './words.js';

const PAUSE = 200; // milliseconds after the last letter

/** changed(text) is called a moment after somebody has typed. */
export function drawSearch(text, changed) {
  const box = h('input', { type: 'search', id: 'query', placeholder: t('search'), 'aria-label': t('searchLabel'), 'aria-keyshortcuts': '/', spellcheck: 'false' });
  box.value = text;
  let waiting = 0;
  box.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => changed(box.value.trim()), PAUSE);
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !box.value) {
      byId('list').focus();
    }
  });
  byId('search').replaceChildren(box);
}

/** What of it could not be understood, as a sentence for each. */
export function misreadText(terms) {
  return terms.map((term) => {
    const [key, value] = [term.slice(0, term.indexOf(':')), term.slice(term.indexOf(':') + 1)];
    return key === 'is' || key === 'status' ? t(`no-${key}`, value) : t('noKey', `${key}:`);
  });
}

export function focusSearch() {
  byId('query').focus();
  byId('query').select();
}
