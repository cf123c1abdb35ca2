// The status of an exchange in the list.

/** The class that colours a status. */
export function statusClass(exchange) {
  return exchange.state === 'broken' ? 'broken' : `s${Math.floor(exchange.status / 100)}`;
}

/** What stands in the place of a status. */
export function statusText(exchange) {
  if (exchange.status) {
    return exchange.state === 'broken' ? `${exchange.status} ✕` : String(exchange.status);
  }
  return exchange.state === 'broken' ? '✕' : '…';
}
