package org.ngrokd.kit.terminal;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/**
 * Keys as they are typed. What a function key or an arrow sends has letters in it (F2 is {@code ESC
 * O Q}, the right arrow {@code ESC [ C}) but means none of them. Used by one thread.
 */
public final class Keys {
  public static final int NONE = NonBlockingReader.READ_EXPIRED;
  public static final int EOF = NonBlockingReader.EOF;
  public static final int CTRL_C = 3;

  /** The key Esc, alone. */
  public static final int ESCAPE = 27;

  public static final int UP = -11;
  public static final int DOWN = -12;
  public static final int PAGE_UP = -13;
  public static final int PAGE_DOWN = -14;

  /** A terminal sends a sequence at once; who presses Esc and then a letter is slower. */
  private static final long SEQUENCE_MILLIS = 50;

  private final NonBlockingReader reader;

  Keys(NonBlockingReader reader) {
    this.reader = reader;
  }

  /**
   * The next key: a character, one of those above, {@link #NONE} if there is none within the time,
   * or {@link #EOF}.
   */
  public int next(long millis) throws IOException {
    int key = reader.read(millis);
    return key == ESCAPE ? sequence() : key;
  }

  private int sequence() throws IOException {
    int kind = more();
    if (kind == 'O') {
      return arrow(more());
    }
    if (kind != '[') {
      return kind == NONE ? ESCAPE : NONE;
    }
    int parameter = NONE;
    int last = more();
    while (last >= ' ' && last < '@') { // parameters
      parameter = parameter == NONE ? last : EOF; // of more than one character none is known
      last = more();
    }
    if (last == '[') { // a function key of the Linux console
      more();
    }
    return last == '~' ? page(parameter) : parameter == NONE ? arrow(last) : NONE;
  }

  private static int arrow(int last) {
    return switch (last) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      default -> NONE;
    };
  }

  private static int page(int parameter) {
    return switch (parameter) {
      case '5' -> PAGE_UP;
      case '6' -> PAGE_DOWN;
      default -> NONE;
    };
  }

  private int more() throws IOException {
    return reader.read(SEQUENCE_MILLIS);
  }
}
