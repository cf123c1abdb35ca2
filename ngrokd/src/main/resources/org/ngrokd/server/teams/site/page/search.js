// The box that looks for something in a list.

import { h } from './dom.js';
import { t } from './words.js';

const REST = 250; // milliseconds without a key until it is looked for

/** changed() is called when something else is looked for; text() says what that is. */
export function searchBox({ label, query, keep }, changed) {
  let timer = 0;
  const input = h('input', { type: 'search', id: 'search', value: query.get('q') ?? '', placeholder: label, 'aria-label': label, autocomplete: 'off', spellcheck: 'false' });
  const look = () => {
    clearTimeout(timer);
    keep('q', input.value.trim());
    changed();
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
  });
  return {
    element: h('form', { class: 'search', role: 'search', onsubmit: (event) => {
      event.preventDefault();
      look();
    } }, input),
    text: () => input.value.trim(),
    nothingFound: () => t('nothingFoundText', input.value.trim()),
  };
}
