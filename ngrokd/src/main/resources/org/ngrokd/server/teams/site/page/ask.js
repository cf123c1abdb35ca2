// Dialogs: questions and forms.

import { byId, copy, dialog, h } from './dom.js';
import { reason, report } from './failure.js';
import { t } from './words.js';

/** Whoever opened it gets the focus back; where that is gone, the page. */
function open(label, ...children) {
  const box = dialog('medium', label, children);
  box.addEventListener('close', () => setTimeout(() => {
    if (document.activeElement === document.body) {
      byId('content').focus();
    }
  }));
  return box;
}

/**
 * A form in a dialog. fields: elements, or labels with them; send(): a promise, after which it closes and done(answer) is called.
 * What is refused is told in the dialog, which stays.
 */
export function askForm({ title, text = null, fields = [], word, isDanger = false, send, done }) {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const button = h('button', { class: isDanger ? 'danger' : 'main', id: 'ask-do', autofocus: isDanger ? null : fields.length === 0 }, word);
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      const answer = await send();
      box.close();
      done(answer);
    } catch (error) {
      if (error.status === 401) {
        box.close();
        report(error);
      }
      problem.textContent = reason(error);
      problem.hidden = false;
      button.disabled = false;
      button.focus();
    }
  };
  const box = open(title,
    h('form', { class: 'ask', onsubmit: submit },
      h('h2', {}, title),
      text,
      fields,
      problem,
      h('div', { class: 'buttons' },
        h('button', { type: 'button', id: 'ask-cancel', autofocus: isDanger, onclick: () => box.close() }, t('cancel')),
        button)));
}

/** Asks before something is gone; texts are elements or texts. */
export function askToDo({ title, texts, word, send, done }) {
  askForm({ title, text: texts.map((each) => h('p', {}, each)), word, isDanger: true, send, done });
}

/** Shows a secret that is not shown again. */
export function showOnce(title, text, secret) {
  const box = open(title,
    h('h2', {}, title),
    h('p', {}, text),
    h('pre', { id: 'secret', tabindex: '0', 'aria-label': title }, secret),
    h('div', { class: 'buttons' },
      h('button', { autofocus: true, onclick: () => copy(secret, t('copied')) }, t('copy')),
      h('button', { class: 'main', id: 'secret-close', onclick: () => box.close() }, t('close'))));
}

/** A field with its name over it, and a word of help below. */
export function field(name, input, help = null) {
  return h('label', { class: 'field' }, h('span', { class: 'name' }, name), input, help ? h('span', { class: 'help' }, help) : null);
}

/** One of several; options: [value, text]. */
export function choice(attributes, options, chosen) {
  return h('select', attributes, options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));
}
