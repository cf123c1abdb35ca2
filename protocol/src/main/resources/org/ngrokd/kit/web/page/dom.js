// Makes elements. What was captured only ever becomes text here: there is no way to make markup of it.

const SVG = 'http://www.w3.org/2000/svg';

function put(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** An element; attributes that begin with "on" are listeners, children are elements or texts. */
export function h(tag, attributes = {}, ...children) {
  return put(document.createElement(tag), attributes, children);
}

/** An element of a drawing. */
export function s(tag, attributes = {}, ...children) {
  return put(document.createElementNS(SVG, tag), attributes, children);
}

export function byId(id) {
  return document.getElementById(id);
}

let hiding = 0;

/** Says something for a moment. */
export function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.hidden = false;
  if (box.showPopover) { // over the dialogs that are open
    box.popover = 'manual';
    box.hidePopover();
    box.showPopover();
  }
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 4000);
}

/** Copies a text; pages that are not on this machine may not use the clipboard's own way. */
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = h('textarea', { 'aria-hidden': 'true' });
    box.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(box); // what is behind a dialog cannot be selected
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  toast(said);
}

/** A dialog that is gone when it is closed. */
export function dialog(kind, label, ...children) {
  const box = h('dialog', { class: kind, 'aria-label': label }, h('div', { class: 'inside' }, children));
  box.addEventListener('close', () => box.remove());
  box.addEventListener('click', (event) => {
    if (event.target === box) {
      box.close();
    }
  });
  document.body.append(box);
  box.showModal();
  return box;
}
