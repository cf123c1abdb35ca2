package org.ngrokd.server.teams.store;

import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.server.teams.TeamsOptions;

/**
 * A process that adds accounts without end, each with a token in the same transaction, and prints
 * the number of each when it is told that it is kept.
 */
final class WritesUntilKilled {
  private WritesUntilKilled() {}

  /** Arguments: the directory, then a URL, user and password, or nothing. */
  public static void main(String[] arguments) {
    TeamsOptions.Database options =
        arguments.length == 1
            ? TeamsOptions.Database.EMBEDDED
            : new TeamsOptions.Database(Optional.of(arguments[1]), arguments[2], arguments[3]);
    try (Store store = Store.serve(options, Path.of(arguments[0]))) {
      for (int number = 1; ; number++) {
        String name = "a" + number;
        boolean unused =
            store.now(
                tables -> {
                  tables.accounts().add(Samples.account(name));
                  tables.tokens().add(Samples.token(name, name));
                  return true;
                });
        System.out.println(number);
      }
    }
  }
}
