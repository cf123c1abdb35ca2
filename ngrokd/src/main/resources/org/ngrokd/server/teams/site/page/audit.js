// Who did what, the newest first.

import { h } from './dom.js';
import { List, nothing } from './list.js';
import { outside } from './outside.js';
import { stamp } from './times.js';
import { has, t } from './words.js';

function action(name) {
  return has(`action-${name}`) ? h('span', { title: name }, t(`action-${name}`)) : outside(name);
}

export function audit() {
  const list = new List({
    path: '/api/v1/audit',
    cursor: 'before',
    counted: 'lineCount',
    empty: () => nothing(t('noLines'), t('noLinesText')),
    table: {
      label: t('way-audit'),
      key: (each) => String(each.seq),
      columns: [
        { name: 'at', label: t('when'), of: (each) => stamp(each.at) },
        { name: 'who', label: t('who'), of: (each) => outside(each.who) },
        { name: 'action', label: t('what'), of: (each) => action(each.action) },
        { name: 'target', label: t('target'), of: (each) => (each.target ? outside(each.target) : null) },
        { name: 'detail', label: t('detail'), of: (each) => (each.detail ? outside(each.detail) : null) },
        { name: 'address', label: t('column-address'), of: (each) => outside(each.address || '–') },
      ],
    },
  });
  return {
    element: h('div', {},
      h('p', { class: 'lead' }, t('auditLead')),
      h('p', {}, h('a', { class: 'button', id: 'export', href: '/api/v1/audit.jsonl', download: 'audit.jsonl' }, t('export'))),
      list.element),
    load: () => list.load(),
  };
}
