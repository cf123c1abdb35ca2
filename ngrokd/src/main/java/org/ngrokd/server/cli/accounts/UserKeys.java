package org.ngrokd.server.cli.accounts;

import java.util.List;
import org.ngrokd.server.teams.store.SshKeyRow;

/** Public keys of accounts, for {@code ngrokd user key}. */
final class UserKeys {
  private final OpenAccounts accounts;
  private final Output output;

  UserKeys(OpenAccounts accounts, Output output) {
    this.accounts = accounts;
    this.output = output;
  }

  void add(String name, String text, String label) {
    List<SshKeyRow> kept =
        accounts.now(
            tables ->
                accounts
                    .people()
                    .keys()
                    .add(
                        tables,
                        OpenAccounts.account(tables, name),
                        text,
                        label,
                        OpenAccounts.ACTOR));
    kept.forEach(row -> output.print(line(row)));
    output.explain(
        (kept.size() == 1 ? "The key leads" : "These keys lead")
            + " to the account "
            + name
            + " now: 'ssh -R 80:localhost:8080 -p PORT DOMAIN' opens a tunnel, where the server"
            + " serves SSH (-sshAddr)");
  }

  void list(String name) {
    List<SshKeyRow> rows =
        accounts.now(tables -> tables.keys().of(OpenAccounts.account(tables, name).id()));
    rows.forEach(row -> output.print(line(row)));
    if (rows.isEmpty()) {
      output.explain("There are none; 'ngrokd user key add " + name + " FILE' adds some");
    }
  }

  private static String line(SshKeyRow row) {
    return "%s  %s %d%s  added %s  used %s"
        .formatted(
            row.fingerprint(),
            row.type(),
            row.bits(),
            row.label().isEmpty() ? "" : "  " + row.label(),
            UserTokens.date(row.created()),
            row.used().map(UserTokens::date).orElse("never"));
  }

  void remove(String name, String fingerprint) {
    accounts.change(
        tables ->
            accounts
                .people()
                .keys()
                .remove(
                    tables, OpenAccounts.account(tables, name), fingerprint, OpenAccounts.ACTOR));
    output.explain("The key " + fingerprint + " leads nowhere now");
  }
}
