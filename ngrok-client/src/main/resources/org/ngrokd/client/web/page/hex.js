// Bytes as hexadecimal numbers and letters.

const WIDTH = 16;
const MOST = 256 * 1024;

export function hexDump(bytes) {
  const lines = [];
  const end = Math.min(bytes.length, MOST);
  for (let at = 0; at < end; at += WIDTH) {
    const line = bytes.subarray(at, Math.min(at + WIDTH, end));
    const numbers = Array.from(line, (each) => each.toString(16).padStart(2, '0'));
    const letters = Array.from(line, (each) => (each >= 32 && each < 127 ? String.fromCharCode(each) : '.'));
    const left = numbers.slice(0, 8).join(' ').padEnd(23);
    const right = numbers.slice(8).join(' ').padEnd(23);
    lines.push(`${at.toString(16).padStart(8, '0')}  ${left}  ${right}  ${letters.join('')}`);
  }
  if (bytes.length > end) {
    lines.push('…');
  }
  return lines.join('\n');
}
