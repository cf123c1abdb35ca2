package org.ngrokd.server.cli.accounts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.config.Spans;
import org.ngrokd.server.teams.accounts.NewToken;
import org.ngrokd.server.teams.store.TokenRow;

/** Tokens of accounts, for {@code ngrokd user token}. */
final class UserTokens {
  private final OpenAccounts accounts;
  private final Output output;

  UserTokens(OpenAccounts accounts, Output output) {
    this.accounts = accounts;
    this.output = output;
  }

  void make(String name, String label, List<String> scopes, String ends) {
    Optional<Instant> end = end(ends);
    NewToken made =
        accounts.now(
            tables ->
                accounts
                    .people()
                    .newToken(
                        tables,
                        OpenAccounts.account(tables, name),
                        label,
                        scopes,
                        end,
                        OpenAccounts.ACTOR));
    output.print(made.token());
    output.explain(
        scopes.isEmpty()
            ? "A token of "
                + name
                + ", shown this once; a client needs 'auth_token: <token>' in its config, or"
                + " '-authtoken <token>' once."
            : "A token of "
                + name
                + " for the API, shown this once; it goes into the header 'Authorization: Bearer"
                + " <token>'.");
  }

  private Optional<Instant> end(String ends) {
    try {
      return ends.isEmpty()
          ? Optional.empty()
          : Optional.of(accounts.clock().instant().plus(Spans.parse("-ends", ends)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  void list(String name) {
    List<TokenRow> rows =
        accounts.now(tables -> tables.tokens().of(OpenAccounts.account(tables, name).id()));
    rows.forEach(row -> output.print(line(row)));
    if (rows.isEmpty()) {
      output.explain("There are none; 'ngrokd user token " + name + "' makes one");
    }
  }

  private static String line(TokenRow row) {
    return "%s  %s%s  made %s  used %s%s"
        .formatted(
            row.id(),
            row.label(),
            row.opensTunnels() ? "" : "  API: " + String.join(",", row.scopes()),
            date(row.created()),
            row.used().map(UserTokens::date).orElse("never"),
            row.ends().map(end -> "  ends " + date(end)).orElse(""));
  }

  static String date(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  void revoke(String name, String id) {
    accounts.change(
        tables ->
            accounts
                .people()
                .revokeToken(tables, OpenAccounts.account(tables, name), id, OpenAccounts.ACTOR));
    output.explain("The token " + id + " is void");
  }
}
