// Hides what should not be seen over a shoulder, until it is asked for.

import { h } from './dom.js';
import { t } from './words.js';

const NAMES = /^(proxy-)?authorization$|^(set-)?cookie$|token|secret|passw|api-?key|credential|session|signature|x-auth/i;

/** Stands in the place of a credential. */
export const MASK = '••••••••';

export function isSecret(name) {
  return NAMES.test(name);
}

export function holdsSecrets(headers) {
  return headers.some((header) => isSecret(header.name));
}

/** A header's value; one that looks like a credential is shown when it is clicked. */
export function value(header) {
  if (!isSecret(header.name)) {
    return header.value;
  }
  const hidden = h('button', { class: 'plain masked', title: t('show'), 'aria-label': `${header.name}: ${t('show')}` }, MASK);
  hidden.addEventListener('click', () => hidden.replaceWith(header.value));
  return hidden;
}

/** Something with credentials in it that is made only when it is asked for. */
export function behindClick(headers, make) {
  if (!holdsSecrets(headers)) {
    return make();
  }
  const box = h('p', { class: 'note' }, t('hidden'), ' ');
  box.append(h('button', { onclick: () => box.replaceWith(make()) }, t('showAll')));
  return box;
}
