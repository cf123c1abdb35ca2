// A list from the server of which a page is shown at a time, however long it is.

import { get } from './api.js';
import { h } from './dom.js';
import { failureBox, report } from './failure.js';
import { Table } from './table.js';
import { count, t } from './words.js';

const SIZE = 50; // rows on a page

/**
 * path, query(): what is asked for; cursor: the name of the page's place in the query; table: see Table; empty(): what
 * stands there when there is nothing; counted: the text that counts the rows; heard(items): is told what is shown.
 */
export class List {
  constructor({ path, query = () => ({}), cursor = 'after', table, empty, counted, heard = () => {} }) {
    Object.assign(this, { path, query, cursor, empty, counted, heard });
    this.table = new Table(table);
    this.places = ['']; // of the pages before this one, and its own
    this.next = null;
    this.asked = 0;
    this.wasShown = false;
    this.summary = h('p', { class: 'summary', role: 'status' }, t('loading'));
    this.box = h('div', { class: 'list' });
    this.element = h('div', { class: 'listing', 'aria-busy': 'true' }, this.summary, this.box, this.pager());
  }

  pager() {
    const turn = (id, word, action) => h('button', { id, type: 'button', onclick: action }, t(word));
    this.back = turn('page-back', 'pageBack', () => this.turnTo(this.places.slice(0, -1)));
    this.on = turn('page-on', 'pageOn', () => this.turnTo([...this.places, this.next]));
    this.pages = h('nav', { class: 'pager', 'aria-label': t('pages'), hidden: true }, this.back, this.on);
    return this.pages;
  }

  async turnTo(places) {
    this.places = places;
    await this.load();
    this.element.scrollIntoView({ block: 'nearest' });
  }

  /** From the first page on, as when something else is looked for. */
  restart() {
    return this.turnTo(['']);
  }

  /** Brings it up to date. */
  async load() {
    const turn = ++this.asked;
    try {
      const answer = await get(this.path, { ...this.query(), limit: SIZE, [this.cursor]: this.places.at(-1) });
      if (turn === this.asked) {
        this.show(answer);
        report(null);
      }
    } catch (error) {
      if (turn === this.asked) {
        this.fail(error);
      }
    }
  }

  show({ items, next, missing }) {
    if (items.length === 0 && this.places.length > 1) {
      this.restart(); // all of this page has gone
      return;
    }
    this.wasShown = true;
    this.next = next;
    this.element.setAttribute('aria-busy', 'false');
    const isMany = next || this.places.length > 1;
    const counted = items.length === 0 ? '' : isMany ? t('pageCount', this.places.length, items.length) : count(this.counted, items.length);
    this.tell([counted, missing ? t('notTold', missing.join(', ')) : ''].filter((text) => text).join(' · '));
    this.table.show(items);
    this.heard(items);
    const shown = items.length ? this.table.element : this.empty();
    if (items.length === 0 || this.box.firstChild !== shown) {
      this.box.replaceChildren(shown);
    }
    this.showPager(isMany);
  }

  /** A button that was just pressed keeps the focus, or hands it to the other one. */
  showPager(isMany) {
    this.pages.hidden = !isMany;
    const pressed = document.activeElement;
    this.back.disabled = this.places.length === 1;
    this.on.disabled = !this.next;
    if (pressed === this.back && this.back.disabled) {
      this.on.focus();
    } else if (pressed === this.on && this.on.disabled) {
      this.back.focus();
    }
  }

  tell(text) {
    if (this.summary.textContent !== text) {
      this.summary.textContent = text;
    }
  }

  fail(error) {
    this.element.setAttribute('aria-busy', 'false');
    if (error.status === 401 || (this.wasShown && error.status !== 403)) {
      report(error);
      return;
    }
    this.tell('');
    this.pages.hidden = true;
    this.box.replaceChildren(failureBox(error, () => this.load()));
  }
}

/** What stands there when there is nothing. */
export function nothing(title, ...texts) {
  return h('div', { class: 'empty' }, h('h2', {}, title), texts.map((text) => h('p', {}, text)));
}
