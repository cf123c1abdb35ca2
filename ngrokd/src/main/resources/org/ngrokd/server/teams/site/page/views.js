// What there is to see, and for whom.

import { audit } from './audit.js';
import { clients } from './clients.js';
import { names } from './names.js';
import { people } from './people.js';
import { sessions } from './sessions.js';
import { settings } from './settings.js';
import { keys } from './sshkeys.js';
import { start } from './start.js';
import { tokens } from './tokens.js';
import { allTunnels, tunnels } from './tunnels.js';

/**
 * Each is given { me, of, query, keep(key, value) } and is { element, load(), title?, isLive? }: load() brings it up to date, again
 * and again while it is live.
 */
export const VIEWS = {
  start, tunnels, names, tokens, keys, sessions, people, 'all-tunnels': allTunnels, clients, audit, settings,
};

/** The groups of links that somebody has. */
export function waysOf(me) {
  const own = { title: 'own', names: ['start', 'tunnels', 'names', 'tokens', ...(me.server.sshAddr ? ['keys'] : []), 'sessions'] };
  const all = { title: 'everybody', names: ['people', 'all-tunnels', 'clients', 'audit', 'settings'] };
  return me.account.role === 'admin' ? [own, all] : [own];
}
