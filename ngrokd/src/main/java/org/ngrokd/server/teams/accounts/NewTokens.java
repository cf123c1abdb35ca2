package org.ngrokd.server.teams.accounts;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;

/** Makes accounts' tokens. Immutable. */
final class NewTokens {
  private static final List<String> SCOPES = List.of("read", "tunnels", "admin");
  private static final int LONGEST_LABEL = 64;

  private final int most;
  private final Clock clock;

  /**
   * @param most how many an account may have
   */
  NewTokens(int most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  /**
   * Makes one and keeps its hash.
   *
   * @throws RefusedException when it cannot be
   */
  NewToken make(
      Tables tables,
      AccountRow account,
      String label,
      List<String> scopes,
      Optional<Instant> ends) {
    check(account, scopes, ends);
    String token = TokenText.make();
    TokenRow row =
        new TokenRow(
            TokenText.key(token),
            account.id(),
            label(label),
            TokenHash.plain(token).toString(),
            List.copyOf(scopes),
            clock.instant(),
            Optional.empty(),
            ends);
    keep(tables, row);
    return new NewToken(row, token);
  }

  /** Keeps one, wherever it was made. */
  void keep(Tables tables, TokenRow row) {
    tables.tokens().add(row);
    if (tables.tokens().of(row.accountId()).size() > most) {
      throw new RefusedException(
          "token.limit",
          "There are " + most + " tokens already, all that may be: revoke one first");
    }
  }

  private void check(AccountRow account, List<String> scopes, Optional<Instant> ends) {
    for (String scope : scopes) {
      if (!SCOPES.contains(scope)) {
        throw new RefusedException(
            "token.scope", "'" + scope + "' is no scope; there are: " + String.join(", ", SCOPES));
      }
    }
    if (scopes.contains("admin") && !account.isAdmin()) {
      throw new RefusedException("token.scope", "The scope admin is for admins' tokens");
    }
    if (ends.filter(end -> !end.isAfter(clock.instant())).isPresent()) {
      throw new RefusedException("token.ends", "A token cannot end before it begins");
    }
  }

  /** What its owner calls it, which may be anything that is no more than a line. */
  static String label(String typed) {
    String label = typed.strip();
    if (label.isEmpty() || label.codePointCount(0, label.length()) > LONGEST_LABEL) {
      throw new RefusedException(
          "token.label", "A token needs a name of 1 to " + LONGEST_LABEL + " characters");
    }
    if (label.codePoints().anyMatch(Character::isISOControl)) {
      throw new RefusedException("token.label", "A token's name has no line breaks and the like");
    }
    return label;
  }
}
