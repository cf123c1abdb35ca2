// A table whose rows stay while what they hold changes, so that nothing that has the focus is drawn anew.

import { h } from './dom.js';

function sameNodes(row, cells) {
  return row.length === cells.length && row.every((cell, index) => cell.dataset.text === cells[index].dataset.text);
}

/**
 * columns: { name, label, of(item) } with what stands in the cell, and isAction for buttons, which are made once for each row.
 * key(item) says which row is whose. On a phone each row is a card, with the labels before its cells.
 */
export class Table {
  constructor({ label, columns, key }) {
    this.columns = columns;
    this.key = key;
    this.rows = new Map();
    this.items = new Map();
    this.body = h('tbody', { role: 'rowgroup' });
    const head = (column) => h('th', { role: 'columnheader', scope: 'col', class: column.name },
      column.isAction ? h('span', { class: 'unseen' }, column.label) : column.label);
    this.element = h('table', { class: 'rows', role: 'table', 'aria-label': label },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(head))),
      this.body);
  }

  cell(column, id) {
    const item = this.items.get(id);
    const content = column.isAction ? column.of(item, () => this.items.get(id)) : column.of(item);
    const cell = h('td', { role: 'cell', class: column.name, 'data-label': column.isAction ? null : column.label }, h('div', { class: 'cell' }, content));
    cell.dataset.text = column.isAction ? JSON.stringify(column.state?.(item) ?? '') : cell.innerText || cell.textContent;
    return cell;
  }

  row(id) {
    const cells = this.columns.map((column) => this.cell(column, id));
    const known = this.rows.get(id);
    if (!known) {
      return h('tr', { role: 'row', 'data-id': id }, cells);
    }
    const shown = [...known.children];
    if (!sameNodes(shown, cells)) {
      shown.forEach((cell, index) => {
        if (cell.dataset.text !== cells[index].dataset.text) {
          cell.replaceWith(cells[index]);
        }
      });
    }
    return known;
  }

  /** Shows these in this order. */
  show(items) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    this.items = new Map(items.map((item) => [this.key(item), item]));
    const before = [...this.rows.keys()].join('\n');
    this.rows = new Map([...this.items.keys()].map((id) => [id, this.row(id)]));
    if ([...this.rows.keys()].join('\n') !== before) {
      this.body.replaceChildren(...this.rows.values());
      if (focused?.isConnected) {
        focused.focus();
      }
    }
  }
}
