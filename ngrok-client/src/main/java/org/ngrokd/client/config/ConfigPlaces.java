package org.ngrokd.client.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.files.UserHome;

/** Where a config file is looked for: 1.7's place, and those of today's agents. */
public final class ConfigPlaces {
  private static final String FILE = "ngrok.yml";

  private ConfigPlaces() {}

  /**
   * The first that is there; 1.7's where none is.
   *
   * @param environment HOME, XDG_CONFIG_HOME, LOCALAPPDATA
   */
  public static Path in(Map<String, String> environment) {
    List<Path> all = all(environment);
    return all.stream().filter(Files::exists).findFirst().orElse(all.get(0));
  }

  /** Today's agents' place for new files. */
  public static Path todays(Map<String, String> environment) {
    return directory(environment, "XDG_CONFIG_HOME")
        .orElseGet(() -> UserHome.in(environment).resolve(".config"))
        .resolve("ngrok")
        .resolve(FILE);
  }

  private static List<Path> all(Map<String, String> environment) {
    Path home = UserHome.in(environment);
    List<Path> all = new ArrayList<>();
    all.add(home.resolve(".ngrok"));
    all.add(todays(environment));
    all.add(home.resolve(".config").resolve("ngrok").resolve(FILE));
    all.add(home.resolve("Library").resolve("Application Support").resolve("ngrok").resolve(FILE));
    directory(environment, "LOCALAPPDATA")
        .ifPresent(local -> all.add(local.resolve("ngrok").resolve(FILE)));
    all.add(home.resolve(".ngrok2").resolve(FILE));
    return all;
  }

  private static Optional<Path> directory(Map<String, String> environment, String variable) {
    try {
      return Optional.of(Path.of(environment.getOrDefault(variable, ""))).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
