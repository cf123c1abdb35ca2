// A request as a command for a shell.

import { fromBase64 } from './server.js';

const LEFT_OUT = ['content-length', 'transfer-encoding', 'connection', 'host', 'x-forwarded-for', 'x-forwarded-proto',
  'x-forwarded-host', 'x-forwarded-port'];

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Every byte that is no plain letter as \xNN, for $'…'. */
function escaped(bytes) {
  let text = '';
  for (const byte of bytes) {
    const letter = String.fromCharCode(byte);
    text += byte >= 32 && byte < 127 && letter !== "'" && letter !== '\\' ? letter : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `$'${text}'`;
}

function body(raw) {
  for (let at = 3; at < raw.length; at++) {
    if (raw[at - 3] === 13 && raw[at - 2] === 10 && raw[at - 1] === 13 && raw[at] === 10) {
      return raw.subarray(at + 1);
    }
  }
  return raw.subarray(raw.length);
}

export function curl(detail) {
  const { request, summary } = detail;
  const host = request.headers.find((header) => header.name.toLowerCase() === 'host')?.value ?? 'localhost';
  const base = detail.url || `http://${host}`;
  const url = summary.target.startsWith('/') ? base + summary.target : summary.target;
  const words = [`curl ${quoted(url)}`];
  if (/[[\]{}]/.test(url)) {
    words.push('--globoff');
  }
  if (/\/\.\.?(\/|\?|$)/.test(url)) {
    words.push('--path-as-is');
  }
  const data = body(fromBase64(request.raw));
  if (summary.method === 'HEAD' && !data.length) {
    words.push('--head');
  } else if (summary.method !== (data.length ? 'POST' : 'GET')) {
    words.push(`-X ${quoted(summary.method)}`);
  }
  for (const header of request.headers) {
    if (!LEFT_OUT.includes(header.name.toLowerCase())) {
      words.push(`-H ${quoted(header.value ? `${header.name}: ${header.value}` : `${header.name};`)}`); // "name:" would leave it out
    }
  }
  if (data.length) {
    const text = new TextDecoder('utf-8', { fatal: true });
    let written;
    try {
      written = quoted(text.decode(data));
    } catch {
      written = escaped(data);
    }
    words.push(`--data-raw ${written.includes('\0') ? escaped(data) : written}`); // with --data an @ would name a file
  }
  return words.join(' \\\n  ');
}
