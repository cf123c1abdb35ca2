// The settings that are in force.

import { get } from './api.js';
import { h } from './dom.js';
import { failureBox, report } from './failure.js';
import { visible } from './outside.js';
import { t } from './words.js';

function row({ key, value }) {
  const text = value === null || value === '' ? '–' : visible(typeof value === 'object' ? JSON.stringify(value) : value);
  return h('tr', {}, h('th', { scope: 'row' }, visible(key)), h('td', {}, text));
}

function card(section) {
  return h('section', { class: 'card' }, h('h3', {}, visible(section.name)), h('table', {}, h('tbody', {}, section.items.map(row))));
}

export function settings() {
  const box = h('div', { 'aria-busy': 'true' }, h('p', { class: 'summary', role: 'status' }, t('loading')));
  async function load() {
    try {
      const { sections } = await get('/api/v1/settings');
      box.replaceChildren(...sections.map(card));
      report(null);
    } catch (error) {
      if (error.status === 401) {
        report(error);
      } else {
        box.replaceChildren(failureBox(error, load));
      }
    }
    box.setAttribute('aria-busy', 'false');
  }
  return { element: h('div', {}, h('p', { class: 'lead' }, t('settingsLead')), box), load };
}
