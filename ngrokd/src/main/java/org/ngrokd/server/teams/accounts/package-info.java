/**
 * Accounts of the database: {@link org.ngrokd.server.teams.accounts.People} changes them, {@link
 * org.ngrokd.server.teams.accounts.TeamAccounts} knows them for clients, {@link
 * org.ngrokd.server.teams.accounts.ApiTokens} for programs.
 */
@NullMarked
package org.ngrokd.server.teams.accounts;

import org.jspecify.annotations.NullMarked;
