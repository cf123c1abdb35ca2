package org.ngrokd.server.ssh;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.server.ssh.screen.Screen;
import org.ngrokd.server.ssh.screen.ShownForward;
import org.ngrokd.server.ssh.screen.Traffic;

/**
 * What the sessions of one connection show: the same in all, also in those that begin later.
 *
 * <p>Confined to the event loop of the connection.
 */
final class Screens {
  private final List<Screen> screens = new ArrayList<>();
  private final List<ShownForward> forwards = new ArrayList<>();
  private final Traffic traffic = new Traffic();

  /** What visitors do, as long as a screen wants to know. */
  Traffic traffic() {
    return traffic;
  }

  /** A session shows what happens. */
  void add(Screen screen) {
    screens.add(screen);
    forwards.forEach(screen::opened);
  }

  void remove(Screen screen) {
    if (screens.remove(screen)) {
      screen.end();
    }
  }

  boolean isEmpty() {
    return screens.isEmpty();
  }

  void opened(ShownForward forward) {
    forwards.add(forward);
    List.copyOf(screens).forEach(screen -> screen.opened(forward));
  }

  void closed(ShownForward forward) {
    if (forwards.remove(forward)) {
      List.copyOf(screens).forEach(screen -> screen.closed(forward));
    }
  }

  /** Says it in all sessions. */
  void told(String text) {
    List.copyOf(screens).forEach(screen -> screen.told(text));
  }
}
