package org.ngrokd.client.ui;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/**
 * Keys as they are typed. What a function key or an arrow sends has letters in it (F2 is {@code ESC
 * O Q}, the right arrow {@code ESC [ C}) but means none of them.
 */
final class Keys {
  static final int NONE = NonBlockingReader.READ_EXPIRED;
  static final int EOF = NonBlockingReader.EOF;
  static final int CTRL_C = 3;

  private static final int ESCAPE = 27;

  /** A terminal sends a sequence at once; who presses Esc and then a letter is slower. */
  private static final long SEQUENCE_MILLIS = 50;

  private final NonBlockingReader reader;

  Keys(NonBlockingReader reader) {
    this.reader = reader;
  }

  /** The next key, {@link #NONE} if there is none within the time, or {@link #EOF}. */
  int next(long millis) throws IOException {
    int key = reader.read(millis);
    if (key != ESCAPE) {
      return key;
    }
    skipSequence();
    return NONE;
  }

  private void skipSequence() throws IOException {
    int kind = more();
    if (kind == 'O') {
      more();
    } else if (kind == '[') {
      int last = more();
      while (last >= ' ' && last < '@') { // parameters
        last = more();
      }
      if (last == '[') { // a function key of the Linux console
        more();
      }
    }
  }

  private int more() throws IOException {
    return reader.read(SEQUENCE_MILLIS);
  }
}
