// Asks ngrok, and hears from it.

import { t } from './words.js';

const SECRET = 'ngrok-secret';

/** The address that ngrok prints may hold what lets this page give orders: it is kept for the tab. */
function keepSecret() {
  const found = /^#secret=([0-9a-f]+)$/.exec(location.hash);
  if (found) {
    sessionStorage.setItem(SECRET, found[1]);
    history.replaceState(null, '', location.pathname + location.search);
  }
}

keepSecret();

/** Headers of what changes something. */
function ordering(headers) {
  const secret = sessionStorage.getItem(SECRET);
  return secret ? { ...headers, 'X-Ngrok-Secret': secret } : headers;
}

/** Without the user and password that may be in the page's own address: fetch refuses those. */
function here(path) {
  return location.origin + path;
}

async function answer(promise) {
  let reply;
  try {
    reply = await promise;
  } catch {
    throw new Error(t('noConnection'));
  }
  if (!reply.ok) {
    throw new Error((await reply.text()).trim());
  }
  return reply.status === 204 ? null : reply.json();
}

export function get(path) {
  return answer(fetch(here(path)));
}

export function remove(path) {
  return answer(fetch(here(path), { method: 'DELETE', headers: ordering({}) }));
}

export function post(path, value) {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return answer(fetch(here(path), { method: 'POST', headers: ordering({ 'Content-Type': 'application/json' }), body }));
}

/** Calls hear(kind, value) for each thing that is new, "connected" after each connection, and away() while ngrok is not there. */
export function listen(hear, away) {
  let pause = 500;
  function connect() {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/_ws`);
    socket.addEventListener('open', () => {
      pause = 500;
      hear('connected');
    });
    socket.addEventListener('message', (event) => {
      const message = JSON.parse(event.data);
      hear(message.kind, message.value);
    });
    socket.addEventListener('close', () => {
      away();
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 5000);
    });
  }
  connect();
}

/** Bytes of a text in base64. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

/** A text, as UTF-8 in base64. */
export function toBase64(text) {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}
