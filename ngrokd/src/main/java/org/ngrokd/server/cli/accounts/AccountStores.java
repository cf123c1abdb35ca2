package org.ngrokd.server.cli.accounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.streams.net.Failures;

/** The database of accounts that a config file means, if none is meant the server's own. */
final class AccountStores {
  private static final String DIRECTORY = "accounts";
  private static final String ROOT = "root";

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
    Path directory = options.state().directory().file(DIRECTORY);
    if (database.url().isEmpty()) {
      options.state().directory().create();
      refuseForRoot(directory);
    }
    return Store.open(database, directory);
  }

  /**
   * What root makes would be closed to the server, which is somebody else. SQLite's files beside a
   * database that is there get its owner.
   *
   * @throws UserException when root would be the first to make it
   */
  private static void refuseForRoot(Path directory) {
    boolean isRoot = ProcessHandle.current().info().user().filter(ROOT::equals).isPresent();
    if (!isRoot || Files.exists(directory)) {
      return;
    }
    try {
      Path state = directory.resolveSibling("");
      String owner = Files.getOwner(state).getName();
      if (!owner.equals(ROOT)) {
        throw new UserException(
            "%s belongs to %s, to whom the accounts have to belong too, or the server cannot use them: run this as %s"
                .formatted(state, owner, owner));
      }
    } catch (IOException e) {
      throw new UserException("Cannot look at " + directory + ": " + Failures.oneLine(e));
    }
  }
}
