package org.ngrokd.server.cli.accounts;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.server.Main;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;

/** The program's commands, run within the test's own process. */
final class Ngrokd {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /**
   * @param home $NGROKD_HOME; its ngrokd.yml is the config file of commands with "CONFIG"
   */
  Ngrokd(Path home) {
    this.home = home;
    environment.put("NGROKD_HOME", home.toString());
  }

  Ngrokd with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** The exit code. */
  int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(environment)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Arrays.stream(arguments)
                .map(each -> each.equals("CONFIG") ? "-config=" + home.resolve("ngrokd.yml") : each)
                .toArray(String[]::new));
  }

  /** What the last one printed. */
  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** An account with nothing special. */
  static AccountRow account(String name) {
    return new AccountRow(
        "id-" + name,
        Optional.empty(),
        new AccountRow.Person(name, ""),
        name,
        Role.MEMBER,
        false,
        "",
        0,
        Instant.EPOCH,
        Optional.empty());
  }
}
