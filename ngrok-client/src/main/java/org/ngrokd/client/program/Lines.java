package org.ngrokd.client.program;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ngrokd.kit.log.BackgroundOutput;

/**
 * Prints lines on a thread of its own: they are said on event loops, which must not stand still
 * when standard output is a pipe that nobody reads.
 */
public final class Lines {
  private final BackgroundOutput output;
  private final PrintWriter writer;

  private Lines(PrintWriter out) {
    this.output =
        BackgroundOutput.start(
            "console", new Printed(out), count -> count + " lines were dropped here\n");
    this.writer = new PrintWriter(new OutputStreamWriter(new Queued(), StandardCharsets.UTF_8));
  }

  static Lines to(PrintWriter out) {
    return new Lines(out);
  }

  /** Takes a line with each flush. */
  PrintWriter writer() {
    return writer;
  }

  /** Waits until all is printed, but not for ever. */
  void flush() {
    output.flush();
  }

  /** Has what is written printed later. */
  private final class Queued extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      output.write(Arrays.copyOfRange(bytes, from, from + length), true);
    }
  }

  /** Prints what is written; whole lines only. */
  private static final class Printed extends OutputStream {
    private final PrintWriter out;

    Printed(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      out.print(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
