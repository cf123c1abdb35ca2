package org.ngrokd.kit.terminal;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal that is a program's alone: of a picture only what has changed is sent, keys come as
 * they are pressed, and {@link #close} gives all of it back as it was. Drawn on by one thread;
 * closed by any.
 */
public final class Screen implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Screen.class);

  /** How long the end may wait for the terminal, in milliseconds. */
  private static final long LONGEST_END = 1000;

  /**
   * How JLine sets the terminal: by the program stty if there is one, for the others set the speed
   * to 0, which hangs up a serial line, and the line discipline to anything.
   */
  private static final String PROVIDERS = "exec,ffm,jni";

  /** For a terminal that does not know its own. */
  private static final Size USUAL_SIZE = new Size(80, 24);

  private final Terminal terminal;
  private final Attributes before;

  /** What the terminal is sent last; made early, for later it may be closed. */
  private final String goodbye;

  private final String program;
  private final Display display;
  private final boolean hasColors;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean isResized = true;
  private Size size = USUAL_SIZE;

  /** What is to be seen. */
  @FunctionalInterface
  public interface Picture {
    /** No more lines than the height, none wider than the width, both in columns and rows. */
    List<AttributedString> lines(int width, int height);
  }

  /**
   * Of this terminal, which can draw.
   *
   * @param program begins the names of its threads
   * @param interrupted is run when the terminal says that Ctrl+C was pressed
   */
  public Screen(String program, Terminal terminal, boolean hasColors, Runnable interrupted) {
    this.program = program;
    this.terminal = terminal;
    this.hasColors = hasColors;
    this.display = new Display(terminal, true);
    this.before = terminal.enterRawMode();
    withoutSuspending(terminal);
    this.goodbye = sequence(terminal, Capability.cursor_normal) + leaving(terminal);
    terminal.handle(Terminal.Signal.WINCH, signal -> isResized = true);
    terminal.handle(Terminal.Signal.INT, signal -> interrupted.run());
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.clear_screen);
    terminal.flush();
  }

  /**
   * Ctrl+Z would leave the shell a terminal in raw mode, and visitors a tunnel that stands still;
   * Ctrl+\\ would end us at once.
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
   * @param program begins the names of its threads
   * @param environment NO_COLOR and TERM are heeded
   * @param interrupted is run when the terminal says that Ctrl+C was pressed
   */
  public static Optional<Screen> open(
      String program, Map<String, String> environment, Runnable interrupted) {
    if (environment.getOrDefault("TERM", "").equals("dumb")) {
      return Optional.empty();
    }
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .name(program)
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
      return Optional.of(new Screen(program, terminal, hasColors, interrupted));
    } catch (IOException | IllegalStateException e) {
      LOG.info("No screen in this terminal: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether colours are wanted. */
  public boolean hasColors() {
    return hasColors;
  }

  /** What is typed; for one thread. */
  public Keys keys() {
    return new Keys(terminal.reader());
  }

  /** Whether it was given back. */
  public boolean isClosed() {
    return closed.get();
  }

  /** Shows a picture, unless the terminal was given back. */
  public synchronized void draw(Picture picture) {
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
    List<AttributedString> lines = picture.lines(size.getColumns(), size.getRows());
    display.update(new ArrayList<>(lines), -1); // it adds lines of its own
  }

  private static Size sizeOf(Terminal terminal) {
    Size size = terminal.getSize();
    return size.getRows() > 0 && size.getColumns() > 0 ? size : USUAL_SIZE;
  }

  /** Sends the terminal something that it acts on and does not show. */
  public synchronized void send(String sequence) {
    terminal.writer().write(sequence);
    terminal.flush();
  }

  /** Gives the terminal back as it was, once. One that takes nothing any more keeps nobody. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Thread giving = new Thread(this::giveBack, program + "-screen-end");
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
