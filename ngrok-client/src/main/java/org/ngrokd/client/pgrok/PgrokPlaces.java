package org.ngrokd.client.pgrok;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.files.UserHome;

/** Where pgrok keeps its config file: {@code ~/.pgrok}, else the user's config directory. */
public final class PgrokPlaces {
  private static final String DIRECTORY = "pgrok";
  private static final String FILE = "pgrok.yml";

  private PgrokPlaces() {}

  /**
   * The file, if there is one.
   *
   * @param environment HOME, XDG_CONFIG_HOME
   */
  public static Optional<Path> existing(Map<String, String> environment) {
    return all(environment).stream().filter(Files::exists).findFirst();
  }

  /** The file, whether there is one or not. */
  public static Path usual(Map<String, String> environment) {
    List<Path> all = all(environment);
    return existing(environment).orElseGet(() -> all.get(all.size() - 1));
  }

  private static List<Path> all(Map<String, String> environment) {
    Path home = UserHome.in(environment);
    return List.of(
        home.resolve(".pgrok").resolve(FILE),
        configDirectory(environment, home).resolve(DIRECTORY).resolve(FILE));
  }

  /** As Go's os.UserConfigDir has it. */
  private static Path configDirectory(Map<String, String> environment, Path home) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return home.resolve("Library").resolve("Application Support");
    }
    String named = system.startsWith("windows") ? "AppData" : "XDG_CONFIG_HOME";
    return path(environment.getOrDefault(named, "")).orElseGet(() -> home.resolve(".config"));
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
