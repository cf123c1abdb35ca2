package org.ngrokd.server.ssh.screen;

import java.util.function.IntConsumer;

/**
 * Keys as they are typed. What a function key or an arrow sends has letters in it (F2 is {@code ESC
 * O Q}, the right arrow {@code ESC [ C}) but means none of them; of UTF-8 only ASCII is a key.
 */
final class Keys {
  /** The key Esc by itself. */
  static final int ESCAPE = 27;

  private State state = State.KEY;

  private enum State {
    KEY,
    ESCAPED,
    SEQUENCE,
    LAST
  }

  /** What came at once; a sequence may go on with what comes next. */
  void typed(byte[] bytes, int start, int length, IntConsumer pressed) {
    for (int i = start; i < start + length; i++) {
      next(bytes[i] & 0xff, pressed);
    }
    if (state == State.ESCAPED) { // a terminal sends a sequence at once
      state = State.KEY;
      pressed.accept(ESCAPE);
    }
  }

  private void next(int each, IntConsumer pressed) {
    switch (state) {
      case KEY -> {
        if (each == ESCAPE) {
          state = State.ESCAPED;
        } else if (each < 0x80) {
          pressed.accept(each);
        }
      }
      case ESCAPED ->
          state =
              switch (each) {
                case '[' -> State.SEQUENCE;
                case 'O' -> State.LAST;
                case ESCAPE -> State.ESCAPED;
                default -> State.KEY; // with Alt
              };
      case SEQUENCE -> {
        if (each == '[') { // a function key of the Linux console
          state = State.LAST;
        } else if (each >= '@' || each < ' ') { // no parameter
          state = State.KEY;
        }
      }
      case LAST -> state = State.KEY;
    }
  }
}
