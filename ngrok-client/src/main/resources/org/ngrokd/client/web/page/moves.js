// The keys of the page: through the list, into an exchange and out of it.

import { listenToKeys } from './keys.js';
import { focusSearch } from './search.js';

const STEPS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 };

/** page.move(step) goes through the list, page.enter() chooses there, page.leave() closes what was opened last. */
export function listenToMoves(page) {
  listenToKeys((event) => {
    if (event.key in STEPS) {
      page.move(STEPS[event.key]);
    } else if (event.key === '/') {
      focusSearch();
    } else if (event.key === 'Escape') {
      page.leave();
    } else if (event.key === 'Enter' && event.target.id === 'list') {
      page.enter();
    } else {
      return false;
    }
    return true;
  });
}
