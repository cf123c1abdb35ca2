// Something to copy, with a word about it.

import { copy, h } from './dom.js';
import { t } from './words.js';

export function step({ about, text }) {
  return h('div', { class: 'step' },
    h('p', {}, about),
    h('div', { class: 'code' },
      h('pre', {}, text),
      h('button', { class: 'copy', 'aria-label': `${t('copy')}: ${about}`, onclick: () => copy(text, t('copied')) }, t('copy'))));
}
