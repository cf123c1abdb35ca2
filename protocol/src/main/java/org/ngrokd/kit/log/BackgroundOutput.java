package org.ngrokd.kit.log;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.ngrokd.kit.log.WaitingLines.Line;

/**
 * Writes lines on a thread of its own, so that nobody who has something to say ever waits for a
 * disk that is slow or a pipe that is not read: an event loop must not. What waits is bounded; what
 * does not fit is dropped, and how much that was is said.
 *
 * <p>Safe from any thread. At the end of the process what waits is still written, for up to {@value
 * #LONGEST_END_MILLIS} ms.
 */
public final class BackgroundOutput implements AutoCloseable {
  /**
   * What may wait to be written, in bytes: some seven thousand lines, or half a minute of a flood
   * of them, and little beside the smallest heap.
   */
  private static final int ROOM = 1024 * 1024;

  /** How long the end of the process may wait for whoever takes the lines. */
  private static final int LONGEST_END_MILLIS = 1000;

  private static final int BUFFER = 64 * 1024;

  private final WaitingLines lines;
  private final OutputStream out;
  private final Thread thread;
  private final Thread atExit;

  private BackgroundOutput(String name, OutputStream out, LongFunction<String> notice) {
    this.lines = new WaitingLines(ROOM, notice);
    this.out = out;
    this.thread = new Thread(this::writeAll, name);
    thread.setDaemon(true);
    this.atExit = new Thread(this::flush, name + "-flush");
  }

  /**
   * Begins.
   *
   * @param name of the thread
   * @param notice the line that says how many were dropped
   */
  public static BackgroundOutput start(String name, OutputStream out, LongFunction<String> notice) {
    BackgroundOutput output = new BackgroundOutput(name, out, notice);
    output.thread.start();
    try {
      Runtime.getRuntime().addShutdownHook(output.atExit);
    } catch (IllegalStateException e) {
      // The process ends already: whoever ends it flushes.
    }
    return output;
  }

  /**
   * Has a line written soon, or drops it.
   *
   * @param isImportant it is dropped later than others
   */
  public void write(byte[] line, boolean isImportant) {
    lines.add(line, isImportant);
  }

  /** Waits until all is written, or for as long as the end of the process may wait. */
  public void flush() {
    try {
      lines.awaitWritten(Duration.ofMillis(LONGEST_END_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    List<Line> batch = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    try {
      while (lines.take(batch)) {
        lines.done(batch, isWritten(batch, buffer));
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when the disk is full, or nobody is at the other end: told when it is better. */
  private boolean isWritten(List<Line> batch, byte[] buffer) {
    try {
      write(batch, buffer);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void write(List<Line> batch, byte[] buffer) throws IOException {
    int filled = 0;
    for (Line line : batch) {
      byte[] bytes = line.bytes();
      if (bytes.length > buffer.length) { // then it is alone
        out.write(bytes);
      } else {
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
      }
    }
    out.write(buffer, 0, filled);
    out.flush();
  }

  /** Writes what waits, and ends. The stream is the caller's. */
  @Override
  public void close() {
    lines.close();
    flush();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // It is running.
    }
  }
}
