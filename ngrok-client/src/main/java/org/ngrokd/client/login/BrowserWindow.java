package org.ngrokd.client.login;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Opens a page in the user's browser, where there is one before their eyes. */
final class BrowserWindow {
  private final String system;
  private final Map<String, String> environment;

  /**
   * @param system as {@code os.name} says it
   * @param environment who sits elsewhere sees no window that opens here
   */
  BrowserWindow(String system, Map<String, String> environment) {
    this.system = system.toLowerCase(Locale.ROOT);
    this.environment = environment;
  }

  /** Opens it; false when nobody would see that, or it cannot be done. */
  boolean open(URI page) {
    Optional<List<String>> command = command(page);
    if (command.isEmpty()) {
      return false;
    }
    try {
      new ProcessBuilder(command.get())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false; // the address is on the screen
    }
  }

  /** What opens it; empty where nobody would see it. A page that is none is never opened. */
  Optional<List<String>> command(URI page) {
    boolean isPage =
        page.getHost() != null
            && ("https".equals(page.getScheme()) || "http".equals(page.getScheme()));
    boolean isElsewhere = environment.containsKey("SSH_CONNECTION");
    boolean hasDisplay =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    String address = page.toASCIIString();
    if (!isPage) {
      return Optional.empty();
    }
    if (system.startsWith("mac")) {
      return isElsewhere ? Optional.empty() : Optional.of(List.of("open", address));
    }
    if (system.startsWith("windows")) {
      return isElsewhere
          ? Optional.empty()
          : Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", address));
    }
    return hasDisplay ? Optional.of(List.of("xdg-open", address)) : Optional.empty();
  }
}
