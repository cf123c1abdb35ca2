// Asks the server.

const JSON_TYPE = { 'Content-Type': 'application/json' };
let csrf = '';

/** What the server did not do. status 0: it does not answer; retryAfter: in seconds, 0 if it does not say. */
export class Refusal extends Error {
  constructor(status, code, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** What changes are sent with, so that no foreign page can make them. */
export function useCsrf(token) {
  csrf = token;
}

async function refusal(reply) {
  let error = {};
  try {
    error = (await reply.json()).error ?? {};
  } catch {
    // whoever answered is not the API: its status says enough
  }
  return new Refusal(reply.status, error.code ?? '', error.message ?? '', Number(reply.headers.get('Retry-After')) || 0);
}

async function ask(method, path, headers, body) {
  let reply;
  try {
    reply = await fetch(path, { method, headers, body, redirect: 'error', signal: AbortSignal.timeout(20000) });
  } catch {
    throw new Refusal(0, 'away', '');
  }
  if (!reply.ok) {
    throw await refusal(reply);
  }
  try {
    return reply.status === 204 ? null : await reply.json();
  } catch {
    throw new Refusal(0, 'away', '');
  }
}

/** A path with the values of a query; those that are empty are left out. */
export function address(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}

export function get(path, query = {}) {
  return ask('GET', address(path, query), {});
}

export function post(path, value) {
  return ask('POST', path, { ...JSON_TYPE, 'X-CSRF-Token': csrf }, JSON.stringify(value));
}

export function patch(path, value) {
  return ask('PATCH', path, { ...JSON_TYPE, 'X-CSRF-Token': csrf }, JSON.stringify(value));
}

export function remove(path) {
  return ask('DELETE', path, { 'X-CSRF-Token': csrf });
}

/** Answers with a page, as for a form. */
export async function signOut() {
  let reply;
  try {
    reply = await fetch('/-/sign-out', { method: 'POST', headers: { 'X-CSRF-Token': csrf }, redirect: 'manual' });
  } catch {
    throw new Refusal(0, 'away', '');
  }
  if (reply.status >= 400) {
    throw await refusal(reply);
  }
}
