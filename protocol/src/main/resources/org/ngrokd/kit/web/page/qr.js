// An address as a picture for a phone's camera.

import { copy, dialog, h } from './dom.js';
import { texts } from './language.js';

const { t } = texts({});

/** picture: where the server draws it. */
export function showQrCode(url, picture) {
  const box = dialog('small', t('qr'),
    h('h2', {}, t('qr')),
    h('img', { class: 'code', src: picture, alt: url }),
    h('p', { class: 'mono' }, url),
    h('div', { class: 'buttons' },
      h('button', { onclick: () => copy(url, t('copied')) }, t('copy')),
      h('button', { class: 'main', onclick: () => box.close() }, t('close'))));
}
