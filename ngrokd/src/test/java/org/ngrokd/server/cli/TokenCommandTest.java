package org.ngrokd.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.Main;

/** {@code ngrokd token}, as docs/accounts.md has it. */
class TokenCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file = Path.of("");

  @BeforeEach
  void choose(@TempDir Path directory) {
    file = directory.resolve("users.yml");
  }

  /** Runs it with "FILE" standing for the file. */
  private int run(String command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(command.replace("FILE", file.toString()).split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token new alice -authFile FILE",
        "token new alice -authFile=FILE",
        "token new alice --authFile FILE",
        "token new -authFile FILE alice"
      })
  void tokenIsPrintedOnceAndItsHashIsWritten(String command) throws Exception {
    assertThat(run(command)).isZero();

    String token = out.toString().strip();
    assertThat(token).matches("n[A-Za-z0-9]{39}");
    assertThat(err.toString()).contains("The token of alice, shown this once");
    assertThat(Files.readString(file)).contains("alice", "sha256:").doesNotContain(token);
    assertThat(run("token list -authFile FILE")).isZero();
    assertThat(out.toString().lines().toList()).isEqualTo(List.of("alice"));
  }

  @Test
  void secondTokenOfAUserHasToBeAskedFor() {
    run("token new alice -authFile FILE");

    assertThat(run("token new alice -authFile FILE")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("alice").contains("-replace");
    assertThat(run("token new alice -replace -authFile FILE")).isZero();
  }

  @Test
  void nameThatIsNoneIsWrongUsage() {
    assertThat(run("token new a/b -authFile FILE")).isEqualTo(2);
    assertThat(run("token")).isEqualTo(2);
    assertThat(run("token new alice -autFile FILE")).isEqualTo(2);
    assertThat(file).doesNotExist();
  }
}
