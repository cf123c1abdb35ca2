package org.ngrokd.client.ui;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
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

  /** How long the end may wait for the terminal, in milliseconds. */
  private static final long LONGEST_END = 1000;

  /**
   * How JLine sets the terminal: by the program stty if there is one, for the others set the speed
   * to 0, which hangs up a serial line, and the line discipline to anything.
   */
  private static final String PROVIDERS = "exec,ffm,jni";

  /** How long what was just done is told. */
  private static final Duration MOMENT = Duration.ofSeconds(4);

  /** For a terminal that does not know its own. */
  private static final Size USUAL_SIZE = new Size(80, 24);

  private final Terminal terminal;
  private final Attributes before;

  /** What the terminal is sent last; made early, for later it may be closed. */
  private final String goodbye;

  private final Display display;
  private final boolean hasColors;
  private final Runnable quit;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile String warning = "";
  private volatile String copied = "";
  private volatile long copiedUntil;
  private volatile boolean isResized = true;
  private Size size = USUAL_SIZE;

  /** Of this terminal, which can draw. */
  TerminalScreen(Terminal terminal, boolean hasColors, Runnable quit) {
    this.terminal = terminal;
    this.hasColors = hasColors;
    this.quit = quit;
    this.display = new Display(terminal, true);
    this.before = terminal.enterRawMode();
    withoutSuspending(terminal);
    this.goodbye = sequence(terminal, Capability.cursor_normal) + leaving(terminal);
    terminal.handle(Terminal.Signal.WINCH, signal -> isResized = true);
    terminal.handle(Terminal.Signal.INT, signal -> quit.run());
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.clear_screen);
    terminal.flush();
  }

  /**
   * Ctrl+Z would leave the shell a terminal in raw mode, and visitors a tunnel that stands still;
   * Ctrl+\\ would end us at once. Neither did anything in the original's screen.
   */
  private static void withoutSuspending(Terminal terminal) {
    Attributes raw = terminal.getAttributes();
    raw.setControlChar(Attributes.ControlChar.VSUSP, 0);
    raw.setControlChar(Attributes.ControlChar.VQUIT, 0);
    terminal.setAttributes(raw);
  }

  /** A terminal with one screen only, as the console of Linux, cannot give back what was there. */
  private static String leaving(Terminal terminal) {
    String back = sequence(terminal, Capability.exit_ca_mode);
    return back.isEmpty() ? sequence(terminal, Capability.clear_screen) : back;
  }

  /** What the terminal is sent for this, or "". */
  private static String sequence(Terminal terminal, Capability capability) {
    String template = terminal.getStringCapability(capability);
    StringWriter sequence = new StringWriter();
    if (template != null) {
      Curses.tputs(sequence, template);
    }
    return sequence.toString();
  }

  private static boolean canDraw(Terminal terminal) {
    return terminal.getStringCapability(Capability.clear_screen) != null
        && terminal.getStringCapability(Capability.cursor_address) != null;
  }

  /**
   * Takes the terminal, if there is one that can do it.
   *
   * @param environment NO_COLOR and TERM are heeded
   * @param quit is run, on a thread of the screen, when the user wants to end
   */
  public static Optional<TerminalScreen> open(Map<String, String> environment, Runnable quit) {
    if (environment.getOrDefault("TERM", "").equals("dumb")) {
      return Optional.empty();
    }
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .name("ngrok")
              .system(true)
              .providers(PROVIDERS)
              .dumb(false)
              .nativeSignals(true)
              .build();
      if (!canDraw(terminal)) {
        terminal.close();
        return Optional.empty();
      }
      boolean hasColors = environment.getOrDefault("NO_COLOR", "").isEmpty();
      return Optional.of(new TerminalScreen(terminal, hasColors, quit));
    } catch (IOException | IllegalStateException e) {
      LOG.info("No screen in this terminal: {}", e.getMessage());
      return Optional.empty();
    }
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
      Keys keys = new Keys(terminal.reader());
      boolean hasKeys = true;
      while (!closed.get()) {
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

  private synchronized void draw(Agent.Watched watched, String webAddress) {
    if (closed.get()) {
      return;
    }
    if (isResized) {
      isResized = false;
      size = sizeOf(terminal);
      display.resize(size.getRows(), size.getColumns());
      display.clear();
      terminal.puts(Capability.clear_screen);
    }
    ScreenView view = ScreenView.of(watched, webAddress, notice(), size.getRows());
    List<AttributedString> lines =
        ScreenText.lines(view, size.getColumns(), size.getRows(), hasColors);
    display.update(new ArrayList<>(lines), -1); // it adds lines of its own
  }

  private static Size sizeOf(Terminal terminal) {
    Size size = terminal.getSize();
    return size.getRows() > 0 && size.getColumns() > 0 ? size : USUAL_SIZE;
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
  private synchronized void copy(List<Route> routes) {
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
          terminal.writer().write("\033]52;c;" + base64 + "\007");
          terminal.flush();
          copied = "Copied " + text;
          copiedUntil = System.nanoTime() + MOMENT.toNanos();
        });
  }

  @Override
  public void warned(String line) {
    warning = line;
  }

  private String notice() {
    boolean isNew = !copied.isEmpty() && System.nanoTime() - copiedUntil < 0;
    return isNew ? copied : warning;
  }

  /** Gives the terminal back as it was, once. One that takes nothing any more keeps nobody. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Thread giving = new Thread(this::giveBack, "ngrok-screen-end");
    giving.setDaemon(true);
    giving.start();
    try {
      giving.join(LONGEST_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void giveBack() {
    System.out.print(goodbye);
    System.out.flush();
    try {
      terminal.setAttributes(before);
    } catch (IllegalStateException e) {
      LOG.debug("The terminal was given back already: {}", e.getMessage());
    }
  }
}
