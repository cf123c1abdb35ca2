// What can be folded into one line; the choice is kept in the browser.

import { h } from './dom.js';

function key(name) {
  return `ngrok-fold-${name}`;
}

/** Whether it is open: as it was chosen, or else as it is usual. */
export function isOpen(name, usual) {
  const chosen = localStorage.getItem(key(name));
  return chosen === null ? usual : chosen === 'open';
}

/** The button that folds and unfolds; changed() draws what has changed. */
export function foldButton(name, open, controls, text, changed) {
  return h('button', {
    class: 'plain fold',
    id: `fold-${name}`,
    'aria-expanded': String(open),
    'aria-controls': controls,
    onclick: () => {
      localStorage.setItem(key(name), open ? 'closed' : 'open');
      changed();
      document.getElementById(`fold-${name}`)?.focus();
    },
  }, text);
}
