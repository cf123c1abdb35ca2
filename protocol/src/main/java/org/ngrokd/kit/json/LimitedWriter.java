package org.ngrokd.kit.json;

import java.io.IOException;
import java.io.Writer;

/** Collects a text up to a length. For one thread. */
final class LimitedWriter extends Writer {
  private final int most;
  private final StringBuilder text = new StringBuilder();

  /** It would become too long. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1;
  }

  LimitedWriter(int most) {
    this.most = most;
  }

  @Override
  public void write(char[] letters, int from, int length) throws FullException {
    if (length > most - text.length()) {
      throw new FullException();
    }
    text.append(letters, from, length);
  }

  @Override
  public void flush() {}

  /** Nothing is thrown away half way: a generator that fails closes what it writes to. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return text.toString();
  }
}
