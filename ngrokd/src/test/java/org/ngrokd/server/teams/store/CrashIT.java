package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.files.TinyDisk;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

/** A process that is killed while it writes, and a disk that is full. */
class CrashIT {
  private static final int WRITES = 30;

  @EveryStore
  void whatWasSaidToBeKeptIsKeptAndNothingByHalves(TestDatabase database) throws Exception {
    List<String> files = List.of();
    int kills = database.isPostgres() ? 1 : 2;
    for (int kill = 0; kill < kills; kill++) {
      int kept = lastBeforeKill(database);

      int accounts = database.store().now(tables -> tables.accounts().count());
      assertThat(accounts).isBetween(kept, kept + 1);
      assertThat(tokens(database.store(), accounts)).isEqualTo(accounts);
      clear(database.store());
      if (kill > 0 && !database.isPostgres()) {
        assertThat(names(database.directory())).isEqualTo(files); // nothing that grows
      }
      files = database.isPostgres() ? files : names(database.directory());
    }
    try (Store server = Store.serve(database.options(), database.directory())) {
      Samples.add(server, "alice"); // nobody has to clean up
    }
  }

  private static void clear(Store store) {
    boolean unused =
        store.now(
            tables -> {
              tables.accounts().page("", "", Integer.MAX_VALUE).stream()
                  .map(AccountRow::id)
                  .forEach(tables.accounts()::remove);
              return true;
            });
  }

  private static int tokens(Store store, int accounts) {
    return store.now(
        tables -> {
          int tokens = 0;
          for (int number = 1; number <= accounts; number++) {
            tokens += tables.tokens().of(Samples.id("a" + number)).size();
          }
          return tokens;
        });
  }

  private static int lastBeforeKill(TestDatabase database) throws IOException {
    Process process =
        new ProcessBuilder(command(database))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int write = 1; write < WRITES; write++) {
        assertThat(output.readLine()).isEqualTo("" + write);
      }
      assertThat(process.toHandle().destroyForcibly()).isTrue(); // the stream stays open
      List<String> rest = output.lines().toList(); // what it had still said
      return rest.isEmpty() ? WRITES - 1 : Integer.parseInt(rest.get(rest.size() - 1));
    }
  }

  private static List<String> command(TestDatabase database) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WritesUntilKilled.class.getName(),
                database.directory().toString()));
    TeamsOptions.Database options = database.options();
    options
        .url()
        .ifPresent(url -> command.addAll(List.of(url, options.user(), options.password())));
    return command;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> "" + file.getFileName()).sorted().toList();
    }
  }

  @Test
  void aFullDiskRefusesInWordsAndLosesNothing(@TempDir Path directory) throws Exception {
    TinyDisk.run(directory, "4m", FillsTheDisk.class, directory.toString());
  }
}
