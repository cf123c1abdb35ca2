// Public keys, by which one comes in by SSH without a token; and the server's own, by which one knows it.

import { post, remove } from './api.js';
import { askForm, askToDo, field } from './ask.js';
import { h, toast } from './dom.js';
import { List, nothing } from './list.js';
import { outside, visible } from './outside.js';
import { step } from './step.js';
import { ago, day } from './times.js';
import { t } from './words.js';

function removeButton(item, reload) {
  return h('button', {
    class: 'danger',
    'aria-label': `${t('remove')}: ${visible(item.label || item.fingerprint)}`,
    onclick: () => askToDo({
      title: t('removeKeyTitle'),
      texts: [outside(item.label || item.fingerprint), t('removeKeyText')],
      word: t('remove'),
      send: () => remove(`/api/v1/keys/${encodeURIComponent(item.id)}`),
      done: () => {
        toast(t('removed'));
        reload();
      },
    }),
  }, t('remove'));
}

function addKeys(reload) {
  const text = h('textarea', { id: 'key-text', required: true, rows: '5', spellcheck: 'false', autocomplete: 'off', maxlength: '60000', placeholder: 'ssh-ed25519 AAAA…' });
  const label = h('input', { type: 'text', id: 'key-label', maxlength: '64', autocomplete: 'off' });
  askForm({
    title: t('addKey'),
    fields: [field(t('keyText'), text, t('keyTextHelp')), field(t('tokenLabel'), label, t('keyLabelHelp'))],
    word: t('addKey'),
    send: () => post('/api/v1/keys', { text: text.value, label: label.value.trim() }),
    done: () => {
      toast(t('keyAdded'));
      reload();
    },
  });
  text.focus();
}

/** "ED25519", as ssh calls it where it asks whether the server is the right one. */
export function kindOf(type) {
  return type.startsWith('ecdsa-') ? 'ECDSA' : type.replace(/^ssh-/, '').toUpperCase();
}

/** One line of known_hosts is enough: ssh then asks for that key first. */
function hostKeys({ server }) {
  return h('section', { class: 'card', id: 'host-keys', 'aria-label': t('hostKeys') },
    h('h3', {}, t('hostKeys')),
    h('p', { class: 'lead' }, t('hostKeysLead')),
    h('dl', { class: 'facts stacked' }, server.ssh.hostKeys.map((each) => h('div', {}, h('dt', {}, kindOf(each.type)), h('dd', { class: 'mono' }, each.fingerprint)))),
    step({ about: t('knownHosts'), text: server.ssh.knownHosts[0] }),
    step({ about: t('dnsRecords'), text: server.ssh.dnsRecords.join('\n') }));
}

export function keys({ me }) {
  const list = new List({
    path: '/api/v1/keys',
    counted: 'keyCount',
    empty: () => nothing(t('noKeys'), t('noKeysText')),
    table: {
      label: t('way-keys'),
      key: (each) => each.id,
      columns: [
        { name: 'label', label: t('tokenLabel'), of: (each) => [outside(each.label || '–', 'main'), h('span', { class: 'quiet' }, ` ${visible(each.type)} ${each.bits}`)] },
        { name: 'fingerprint', label: t('fingerprint'), of: (each) => h('span', { class: 'mono' }, visible(each.fingerprint)) },
        { name: 'created', label: t('addedOn'), of: (each) => day(each.created, '–') },
        { name: 'used', label: t('used'), of: (each) => ago(each.used) },
        { name: 'actions', label: t('actions'), isAction: true, of: (item) => removeButton(item, () => list.load()) },
      ],
    },
  });
  return {
    element: h('div', {},
      h('p', { class: 'lead' }, t('keysLead')),
      h('p', {}, h('button', { class: 'main', id: 'add-key', onclick: () => addKeys(() => list.load()) }, t('addKey'))),
      list.element,
      me.server.ssh ? hostKeys(me) : null),
    load: () => list.load(),
  };
}
