// Keys that mean something wherever nothing is typed.

/** Calls heard(event) for them; what it says yes to does nothing else. */
export function listenToKeys(heard) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, dialog, select')) {
      return;
    }
    if (heard(event)) {
      event.preventDefault();
    }
  });
}
