package org.ngrokd.client.ui;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.kit.terminal.Keys;
import org.ngrokd.kit.terminal.Screen;
import org.ngrokd.kit.text.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live screen: it has a thread of its own, which draws what has changed a few times a second
 * and listens to the keys. The terminal is given back as it was by {@link #close}.
 */
public final class TerminalScreen implements SessionEvents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalScreen.class);

  /** How long a key may wait, and how often the picture can change, in milliseconds. */
  private static final long TICK = 200;

  private final Screen screen;
  private final Runnable quit;
  private final Notice notice = new Notice(System::nanoTime);

  private TerminalScreen(Screen screen, Runnable quit) {
    this.screen = screen;
    this.quit = quit;
  }

  /** Of this terminal, which can draw. */
  TerminalScreen(Terminal terminal, boolean hasColors, Runnable quit) {
    this(new Screen("ngrok", terminal, hasColors, quit), quit);
  }

  /**
   * Takes the terminal, if there is one that can do it.
   *
   * @param environment NO_COLOR and TERM are heeded
   * @param quit is run, on a thread of the screen, when the user wants to end
   */
  public static Optional<TerminalScreen> open(Map<String, String> environment, Runnable quit) {
    return Screen.open("ngrok", environment, quit).map(screen -> new TerminalScreen(screen, quit));
  }

  /**
   * Shows a client until it is closed.
   *
   * @param webAddress of the page, or ""
   */
  public void show(Agent.Watched watched, String webAddress) {
    Thread thread = new Thread(() -> run(watched, webAddress), "ngrok-screen");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Agent.Watched watched, String webAddress) {
    try {
      Keys keys = screen.keys();
      boolean hasKeys = true;
      while (!screen.isClosed()) {
        draw(watched, webAddress);
        int key = hasKeys ? keys.next(TICK) : Keys.NONE;
        hasKeys = hasKeys && key != Keys.EOF;
        if (!hasKeys) {
          Thread.sleep(TICK); // nobody types, but somebody may look
        }
        pressed(key, watched);
      }
    } catch (InterruptedIOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException e) {
      LOG.debug("The terminal is closed: {}", e.getMessage());
      close();
    } catch (RuntimeException e) {
      LOG.error("The screen is gone", e);
      close();
    }
  }

  private void draw(Agent.Watched watched, String webAddress) {
    screen.draw(
        (width, height) ->
            ScreenText.lines(
                ScreenView.of(watched, webAddress, notice.line(), height),
                width,
                height,
                screen.hasColors()));
  }

  private void pressed(int key, Agent.Watched watched) {
    switch (key) {
      case 'q', 'Q', Keys.CTRL_C -> {
        close();
        quit.run();
      }
      case 'c', 'C' -> copy(watched.status().status().routes());
      default -> {} // any other means nothing
    }
  }

  /**
   * By the terminal, which may be far away: xterm's OSC 52; those that do not know it ignore it.
   */
  private void copy(List<Route> routes) {
    Optional<String> url =
        routes.stream()
            .map(Route::url)
            .filter(each -> each.startsWith("https:"))
            .findFirst()
            .or(() -> routes.stream().map(Route::url).findFirst())
            .map(
                Printable::sentence); // a line break would run what is behind it where it is pasted
    url.ifPresent(
        text -> {
          String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
          screen.send("\033]52;c;" + base64 + "\007");
          notice.done("Copied " + text);
        });
  }

  @Override
  public void warned(String line) {
    notice.warned(line);
  }

  @Override
  public void unanswered(String line) {
    notice.unanswered(line);
  }

  @Override
  public void online(String serverVersion) {
    notice.answered();
  }

  /** Why it is not connected is told with the status. */
  @Override
  public void waiting(String reason, Duration wait) {
    notice.answered();
  }

  @Override
  public void close() {
    screen.close();
  }
}
