// What to type so that one's own address leads to this computer.

import { t } from './words.js';

/** A word of a command for a shell. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function ours(me, { token, port }) {
  const { tunnelAddr, caPin } = me.server;
  const file = [`server_addr: ${tunnelAddr}`, ...(caPin ? [`server_fingerprint: "${caPin}"`] : []), `auth_token: ${JSON.stringify(token)}`];
  return {
    id: 'ngrok',
    steps: [
      { about: t('step-file'), text: file.join('\n') },
      { about: t('step-http'), text: `ngrok http ${port} -subdomain ${quoted(me.account.subdomain)}` },
      { about: t('step-tcp'), text: 'ngrok tcp 22' },
      { about: t('step-login'), text: `ngrok login ${quoted(me.server.url)}` },
    ],
    note: null,
  };
}

/** Clients of 1.7 know no fingerprint: they trust what their computer trusts. */
function old(me, { token, port }) {
  const { tunnelAddr, caPin } = me.server;
  return {
    id: 'old',
    steps: [
      { about: t('step-oldFile'), text: `server_addr: ${tunnelAddr}\ntrust_host_root_certs: true` },
      { about: t('step-http'), text: `ngrok -config ngrok.cfg -authtoken ${quoted(token)} -subdomain ${quoted(me.account.subdomain)} ${port}` },
    ],
    note: caPin ? t('note-oldPin') : null,
  };
}

function parts(sshAddr) {
  const colon = sshAddr.lastIndexOf(':');
  return { host: sshAddr.slice(0, colon).replace(/^\[|\]$/g, ''), port: sshAddr.slice(colon + 1) };
}

function ssh(me, { token, port }) {
  const at = parts(me.server.sshAddr);
  const door = at.port === '22' ? '' : `-p ${at.port} `;
  const name = (user) => quoted(`${user}@${at.host}`);
  const own = name(me.account.subdomain);
  const hostKey = me.server.ssh?.hostKeys[0];
  return {
    id: 'ssh',
    steps: [
      { about: t('step-ssh'), text: `ssh ${door}-R 80:localhost:${port} ${own}` },
      { about: t('step-password'), text: token },
      { about: t('step-tcp'), text: `ssh ${door}-R 0:localhost:22 ${own} tcp` },
      { about: t('step-sshScript'), text: `ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 ${door}-R 80:localhost:${port} ${name(token)}` },
      ...(hostKey ? [{ about: t('step-hostKey'), text: hostKey.fingerprint }] : []),
    ],
    note: t('note-ssh'),
  };
}

function pgrok(me, { token, port }) {
  const { sshAddr } = me.server;
  const init = `init --remote-addr ${quoted(sshAddr)} --forward-addr localhost:${port} --token ${quoted(token)}`;
  return {
    id: 'pgrok',
    steps: [
      { about: t('step-pgrokInit'), text: `pgrok ${init}` },
      { about: t('step-http'), text: 'pgrok http' },
      { about: t('step-tcp'), text: 'pgrok tcp 22' },
      { about: t('step-pgrokFile'), text: `remote_addr: ${JSON.stringify(sshAddr)}\nforward_addr: "localhost:${port}"\ntoken: ${JSON.stringify(token)}` },
      { about: t('step-pgrokOurs'), text: `ngrok ${init}\nngrok http` },
    ],
    note: null,
  };
}

/** For each kind of program that this server serves: { id, steps: [{ about, text }], note }. */
export function commandsOf(me, filled) {
  return [ours, old, ...(me.server.sshAddr ? [ssh, pgrok] : [])].map((each) => each(me, filled));
}
