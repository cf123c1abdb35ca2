package org.ngrokd.server.teams.accounts;

import org.ngrokd.protocol.Masked;
import org.ngrokd.server.teams.store.TokenRow;

/**
 * A token that was just made.
 *
 * @param row what is kept of it
 * @param token the token itself, to be shown this once
 */
public record NewToken(TokenRow row, String token) {
  /** The token stays out. */
  @Override
  public String toString() {
    return "NewToken[id=%s, token=%s]".formatted(row.id(), Masked.secret(token));
  }
}
