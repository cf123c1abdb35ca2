package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has no accounts in a database pays nothing for them. */
class WithoutTeamsIT {
  @Test
  void nothingOfThemIsLoaded(@TempDir Path state) throws Exception {
    Path loaded = state.resolve("classes.txt");

    try (ServerProcess server =
        ServerProcess.start(state, List.of("-Xlog:class+load:file=" + loaded))) {
      server.awaitLine("control and proxy connections");
    }

    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("org.ngrokd.server.NgrokServer "))
        .noneMatch(
            line ->
                line.matches(
                    ".*(org\\.ngrokd\\.server\\.teams\\.(run|site|signin|accounts|store)\\."
                        + "|com\\.zaxxer|org\\.jdbi|org\\.flywaydb|org\\.sqlite|com\\.nimbusds).*"));
  }
}
