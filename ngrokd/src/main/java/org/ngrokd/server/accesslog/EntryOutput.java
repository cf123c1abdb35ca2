package org.ngrokd.server.accesslog;

import java.io.IOException;

/** Where lines go. Used by one thread, which it may hold up. */
interface EntryOutput {
  /**
   * Writes whole lines: all of them, or none that counts.
   *
   * @throws IOException when that is not possible now
   */
  void write(byte[] lines, int length) throws IOException;

  /**
   * Goes on in another file of the same name.
   *
   * @throws IOException when that is not possible now
   */
  void reopen() throws IOException;

  void close();
}
