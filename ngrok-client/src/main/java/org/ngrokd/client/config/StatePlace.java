package org.ngrokd.client.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the client keeps what is for its user alone, and for this run. */
public final class StatePlace {
  private StatePlace() {}

  /**
   * {@code $XDG_STATE_HOME/ngrok}, else {@code ~/.local/state/ngrok}. Source: XDG Base Directory
   * Specification: a path that is not absolute is none.
   *
   * @return empty where the user has no place
   */
  public static Optional<Path> in(Map<String, String> environment, String home) {
    return path(environment.getOrDefault("XDG_STATE_HOME", ""))
        .or(() -> path(home).map(each -> each.resolve(".local").resolve("state")))
        .map(each -> each.resolve("ngrok"));
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
