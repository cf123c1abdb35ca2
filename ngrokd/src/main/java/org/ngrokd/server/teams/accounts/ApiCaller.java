package org.ngrokd.server.teams.accounts;

import java.util.List;
import org.ngrokd.server.teams.store.AccountRow;

/**
 * A program that asks the API.
 *
 * @param account for whom
 * @param scopes what its token is for: read, tunnels, admin
 * @param tokenId which token it is
 */
public record ApiCaller(AccountRow account, List<String> scopes, String tokenId) {}
