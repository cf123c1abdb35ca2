package org.ngrokd.server.cli.accounts;

import java.util.List;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Store;

/** The database of accounts that a config file means, if none is meant the server's own. */
final class AccountStores {
  private static final String DIRECTORY = "accounts";

  private AccountStores() {}

  static TeamsOptions teams(ServerOptions options) {
    return options
        .teams()
        .orElseGet(
            () ->
                new TeamsOptions(
                    TeamsOptions.Database.EMBEDDED, List.of(), TeamsOptions.Accounts.DEFAULT));
  }

  /**
   * Opens it.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be used
   */
  static Store open(ServerOptions options) {
    TeamsOptions.Database database = teams(options).database();
    if (database.url().isEmpty()) {
      options.state().directory().create();
    }
    return Store.open(database, options.state().directory().file(DIRECTORY));
  }
}
