// What did not work, in the page's language.

import { codeText } from './codes.js';
import { byId, h, toast } from './dom.js';
import { visible } from './outside.js';
import { has, t } from './words.js';

/** The text for it: the page's own, else what the server says. */
export function reason(error) {
  if (error.code && has(`code-${error.code}`)) {
    return t(`code-${error.code}`);
  }
  if (error.status === 429 && error.retryAfter) {
    return t('tooOften', error.retryAfter);
  }
  const known = `status-${error.status}`;
  const said = visible(codeText(error.code, error.message) || error.message, true);
  return (error.status >= 400 && error.status < 500 && said) || (has(known) ? t(known) : t('failed', said || error.status));
}

/** Something that was asked for did not work. */
export function failed(error) {
  if (error.status === 401) {
    report(error);
  } else {
    toast(reason(error));
  }
}

/** In the place of what could not be shown. */
export function failureBox(error, again) {
  return h('div', { class: 'empty', role: 'alert' },
    h('h2', {}, t(error.status === 403 ? 'notYours' : error.status === 404 ? 'notFound' : 'notShown')),
    h('p', {}, reason(error)),
    error.status === 403 || error.status === 404 ? null : h('p', {}, h('button', { class: 'main', onclick: again }, t('again'))));
}

let restUntil = 0;

/** Whether the server has said that it was asked too often. */
export function isResting() {
  return Date.now() < restUntil;
}

/** How asking the server went: null for well. A line stands over what is shown while that cannot be brought up to date. */
export function report(error) {
  if (error?.status === 401) {
    document.dispatchEvent(new Event('signed-out'));
    return;
  }
  restUntil = error ? Date.now() + error.retryAfter * 1000 : 0;
  const text = error ? `${reason(error)} ${t('stale')}` : '';
  const box = byId('trouble');
  if (box.textContent !== text) {
    box.textContent = text;
    box.hidden = !text;
  }
}
