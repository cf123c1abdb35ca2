package org.ngrokd.server.cli.accounts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.access.UserEntry;
import org.ngrokd.server.teams.accounts.ForeignAccount;
import org.ngrokd.server.teams.accounts.Newcomers;
import org.ngrokd.server.teams.accounts.RefusedException;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Tables;

/** Moves accounts into the database, all in one transaction. */
final class UserImport {
  private final OpenAccounts accounts;
  private final Output output;
  private final boolean isDryRun;

  /** Undoes a transaction that went well. */
  private static final class OnlyTried extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> said;

    OnlyTried(List<String> said) {
      super("a dry run", null, false, false);
      this.said = said;
    }
  }

  /**
   * @param isDryRun whether nothing is to be changed
   */
  UserImport(OpenAccounts accounts, Output output, boolean isDryRun) {
    this.accounts = accounts;
    this.output = output;
    this.isDryRun = isDryRun;
  }

  void ofFile(Path file) {
    List<UserEntry> users = UserEntry.read(file);
    // What the file keeps for somebody is what is moved.
    move(
        accounts.newcomers(Reservations.NONE),
        users.stream().map(user -> ForeignAccount.of(user, accounts.clock().instant())).toList());
    users.stream()
        .filter(UserEntry::hasMore)
        .forEach(
            user ->
                output.explain(
                    user.name()
                        + ": names with * and long ranges of ports are still for it, but no longer"
                        + " reserved"));
    output.explain(
        "Then take "
            + file
            + " away from the server (-authFile): as long as it reads it, the file's entries keep"
            + " their names to themselves.");
  }

  void ofPgrok(String url, Map<String, String> environment) {
    move(accounts.newcomers(accounts.ofFile()), PgrokDatabase.read(url, environment));
  }

  private void move(Newcomers newcomers, List<ForeignAccount> all) {
    List<String> said = moved(newcomers, all);
    said.forEach(output::print);
    output.explain(
        "%d of %d accounts %s; the others were moved before"
            .formatted(said.size(), all.size(), isDryRun ? "would be moved" : "are moved"));
  }

  private List<String> moved(Newcomers newcomers, List<ForeignAccount> all) {
    try {
      return accounts.now(
          tables -> {
            List<String> said = taken(tables, newcomers, all);
            if (isDryRun) {
              throw new OnlyTried(said);
            }
            return said;
          });
    } catch (OnlyTried tried) {
      return tried.said;
    }
  }

  /**
   * Moves all; a line for each.
   *
   * @throws UserException with everything that is in the way
   */
  private static List<String> taken(Tables tables, Newcomers newcomers, List<ForeignAccount> all) {
    List<String> said = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (ForeignAccount each : all) {
      try {
        Optional<AccountRow> taken = newcomers.take(tables, each, OpenAccounts.ACTOR);
        taken.ifPresent(account -> said.add(each.name() + "  " + account.subdomain()));
      } catch (RefusedException e) {
        refused.add(each.name() + ": " + e.getMessage());
      }
    }
    if (!refused.isEmpty()) {
      refused.add("Nothing is changed: all these have to be mended first");
      throw new ConfigException(refused);
    }
    return said;
  }
}
