package org.ngrokd.client.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The machine that a service is installed on. */
public class Machine {
  private final Map<String, String> environment;

  public Machine(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Where a file really is. */
  Path at(Path path) {
    return path;
  }

  /** Whether files of the system may be written. */
  boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** What a command came to. */
  record Outcome(int exitCode, String said) {}

  /** Runs a command to its end. */
  Outcome run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close(); // nothing is asked
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    }
  }

  /** What starts services here; empty where nothing of it is known. */
  Optional<InitSystem> initSystem() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      return named("winsw");
    }
    if (system.startsWith("mac")) {
      return named("launchd");
    }
    if (Files.isDirectory(at(Path.of("/run/systemd/system")))) {
      return named("systemd");
    }
    return Files.exists(at(Path.of("/sbin/openrc-run"))) ? named("openrc") : Optional.empty();
  }

  /** One by its name. */
  Optional<InitSystem> named(String name) {
    return switch (name) {
      case "systemd" -> Optional.of(new Systemd());
      case "openrc" -> Optional.of(new OpenRc());
      case "launchd" -> Optional.of(new Launchd(userId()));
      case "winsw" ->
          Optional.of(
              new WinSw(Path.of(environment.getOrDefault("ProgramData", "C:/ProgramData"))));
      default -> Optional.empty();
    };
  }

  private static String userId() {
    try {
      Path home = Path.of(System.getProperty("user.home", "/"));
      return String.valueOf(Files.getAttribute(home, "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "0";
    }
  }
}
