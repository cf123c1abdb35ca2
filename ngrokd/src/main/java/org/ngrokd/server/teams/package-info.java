/**
 * Accounts in a database, single sign-on and the dashboard: a wing that is there only where the
 * config file asks for it. {@link org.ngrokd.server.teams.TeamsOptions} says how.
 */
@NullMarked
package org.ngrokd.server.teams;

import org.jspecify.annotations.NullMarked;
