package org.ngrokd.server.teams.accounts;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The tokens of programs that ask the API. Safe from any thread. */
public final class ApiTokens {
  private final TeamAccounts accounts;

  public ApiTokens(TeamAccounts accounts) {
    this.accounts = accounts;
  }

  /**
   * Who has this token. One that opens tunnels is no token for the API.
   *
   * @param bearer what stands behind "Bearer"
   * @return empty when it is nobody's, has ended, or its account is disabled; fails when that
   *     cannot be known now
   */
  public CompletionStage<Optional<ApiCaller>> find(String bearer) {
    return accounts
        .tokenOf(bearer)
        .thenApply(
            found ->
                found
                    .filter(known -> !known.token().opensTunnels())
                    .map(
                        known ->
                            new ApiCaller(
                                known.account(), known.token().scopes(), known.token().id())));
  }
}
