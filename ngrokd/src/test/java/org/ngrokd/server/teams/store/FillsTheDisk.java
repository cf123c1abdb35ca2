package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ngrokd.server.teams.TeamsOptions;

/** A process that writes until there is no room, makes room, and goes on. */
final class FillsTheDisk {
  private static final int BALLAST = 256 << 10;
  private static final int LINE = 10_000;

  private FillsTheDisk() {}

  /** Its argument is a directory on a small disk. */
  public static void main(String[] arguments) throws IOException {
    Path disk = Path.of(arguments[0]);
    Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST]);
    Path directory = disk.resolve("accounts");
    int kept = 0;
    try (Store store = Store.serve(TeamsOptions.Database.EMBEDDED, directory)) {
      String full = "";
      while (full.isEmpty()) {
        try {
          note(store);
          kept++;
        } catch (StoreException e) {
          full = String.valueOf(e.getMessage());
        }
      }
      assertThat(full)
          .contains("the disk of", "accounts.db is full, so nothing was changed: make room");
      assertThat(kept).isGreaterThan(10);
      assertThat(lines(store)).isEqualTo(kept); // what is there can still be read
      Files.delete(ballast);
      note(store);
      kept++;
    }
    try (Store store = Store.serve(TeamsOptions.Database.EMBEDDED, directory)) {
      assertThat(lines(store)).isEqualTo(kept);
    }
  }

  private static void note(Store store) {
    boolean unused =
        store.now(
            tables -> {
              tables.audit().add(Samples.line("x".repeat(LINE)));
              tables.audit().add(Samples.line("half"));
              return true;
            });
  }

  private static int lines(Store store) {
    return store.now(
        tables -> {
          int all = tables.audit().from(0, Integer.MAX_VALUE).size();
          assertThat(all % 2).isZero();
          return all / 2;
        });
  }
}
