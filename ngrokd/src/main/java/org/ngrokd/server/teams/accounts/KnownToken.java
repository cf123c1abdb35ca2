package org.ngrokd.server.teams.accounts;

import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.TokenRow;

/**
 * A token that is good now.
 *
 * @param account whose it is
 */
record KnownToken(AccountRow account, TokenRow token) {}
