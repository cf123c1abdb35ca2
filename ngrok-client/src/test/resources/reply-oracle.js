// Asks for each path /0, /1, … with the method given for it, eight at a time, and prints a line for each reply:
// "<number> ok <body in base64>", or "<number> error <code>".
const http = require('node:http');
const [port, ...methods] = process.argv.slice(2);

function ask(number) {
  return new Promise((done) => {
    const finish = (words) => {
      console.log(`${number} ${words}`);
      done();
    };
    const options = { port, host: '127.0.0.1', path: `/${number}`, method: methods[number], agent: false };
    const request = http.request(options, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => finish(`ok ${Buffer.concat(parts).toString('base64')}`));
      reply.on('error', (error) => finish(`error ${error.code}`));
    });
    request.on('error', (error) => finish(`error ${error.code}`));
    request.on('upgrade', () => finish('error upgrade'));
    request.setTimeout(1000, () => request.destroy());
    request.end();
  });
}

async function askEvery(eighth) {
  for (let number = eighth; number < methods.length; number += 8) {
    await ask(number);
  }
}

Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(askEvery)).then(() => process.exit(0));
