package org.ngrokd.server.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** Lines to standard output. */
final class StandardOutput implements EntryOutput {
  static final StandardOutput OPEN = new StandardOutput();

  /** What a pipe takes in one piece, so that no line of the program's log gets into one of ours. */
  private static final int PIECE = 4096;

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  private StandardOutput() {}

  @Override
  public void write(byte[] lines, int length) throws IOException {
    int from = 0;
    while (from < length) {
      int to = Math.min(from + PIECE, length);
      for (int i = to; i > from && to < length; i--) {
        if (lines[i - 1] == '\n') {
          to = i;
          break;
        }
      }
      out.write(lines, from, to - from);
      from = to;
    }
  }

  @Override
  public void reopen() {}

  @Override
  public void close() {}
}
