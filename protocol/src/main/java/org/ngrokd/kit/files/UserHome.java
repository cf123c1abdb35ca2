package org.ngrokd.kit.files;

import java.nio.file.Path;
import java.util.Map;

/** Where the user's own files are. */
public final class UserHome {
  private UserHome() {}

  /**
   * {@code $HOME}, as the user set it and every shell sees it. Only where there is none is the
   * system's list of users asked, which is what Java does by itself: under sudo, in containers and
   * on routers the two differ.
   */
  public static Path in(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home);
  }
}
