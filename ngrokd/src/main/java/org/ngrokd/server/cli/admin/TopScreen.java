package org.ngrokd.server.cli.admin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.AttributedString;
import org.ngrokd.kit.cli.ProgramExit;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.terminal.Keys;
import org.ngrokd.kit.terminal.Screen;
import org.ngrokd.server.admin.AdminClient;
import org.ngrokd.server.state.StateDirectory;

/** The live screen of whoever looks after a server. Drawn by one thread, which hears the keys. */
final class TopScreen {
  /** How long a key may wait, and how often the picture can change, in milliseconds. */
  private static final long TICK = 200;

  private final Screen screen;
  private final Asking asking;
  private final TopKeys keys;

  private TopScreen(Screen screen, Asking asking) {
    this.screen = screen;
    this.asking = asking;
    this.keys = new TopKeys(asking);
  }

  /**
   * Shows the server of the state directory until somebody has seen enough.
   *
   * @param environment NGROKD_HOME and HOME, TERM and NO_COLOR
   * @throws UserException when no server runs there, or this is no terminal
   */
  static void show(Map<String, String> environment, String order) throws InterruptedException {
    AdminClient server = new AdminClient(StateDirectory.of(environment));
    var unused = server.ask("GET", "/v1/tunnels?limit=1"); // or one line instead of a screen
    CountDownLatch interrupted = new CountDownLatch(1);
    Screen screen =
        Screen.open("ngrokd", environment, interrupted::countDown)
            .orElseThrow(
                () ->
                    new UserException(
                        "ngrokd top needs a terminal that can draw; 'ngrokd status -watch' prints"
                            + " lines"));
    ProgramExit.stoppingWith(screen::close);
    Asking asking = new Asking(target -> server.ask("GET", target), Wish.begin(order));
    try (screen) {
      asking.start();
      new TopScreen(screen, asking).run(interrupted);
    }
  }

  private void run(CountDownLatch interrupted) throws InterruptedException {
    Keys typed = screen.keys();
    boolean goesOn = true;
    try {
      while (goesOn && interrupted.getCount() > 0 && !screen.isClosed()) {
        screen.draw(this::picture);
        int key = typed.next(TICK);
        goesOn = key != Keys.EOF && keys.pressed(key);
      }
    } catch (InterruptedIOException e) {
      throw new InterruptedException(e.getMessage());
    } catch (IOException | IllegalStateException e) {
      screen.close(); // the terminal is gone, and nobody looks any more
    }
  }

  private List<AttributedString> picture(int width, int height) {
    TopText text = new TopText(asking.seen(), asking.wish(), keys.isTyping(), screen.hasColors());
    asking.want(asking.wish().with(TopText.room(height)));
    return text.lines(width, height);
  }
}
