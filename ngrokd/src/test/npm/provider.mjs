// A real OpenID provider on a loopback port. It says its port, reads where browsers are sent back to, says "ready",
// and ends with its input. Its only client is "our-client"; whoever signs in as NAME is NAME@example.com.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
console.log(issuer);
const callback = (await lines.next()).value;

const provider = new Provider(issuer, {
  clients: [{ client_id: 'our-client', client_secret: 'not-a-real-secret', redirect_uris: [callback] }],
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `The ${id}`, email: `${id}@example.com`, email_verified: true }),
  }),
});
server.on('request', provider.callback());
console.log('ready');
await lines.next();
process.exit(0);
