package org.ngrokd.server.accesslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.streams.memory.Backlog;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes entries. What it cannot write it counts, says once, and tries again with
 * the next ones: whatever becomes of the log, visitors are served.
 */
final class EntryWriter implements Runnable {
  /** At a time; their lines are some 150 kB. */
  private static final int BATCH = 256;

  /** After which it looks round even if there is nothing to write. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration TELL = Duration.ofMinutes(1);

  private static final int LONGEST_END_MILLIS = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(EntryWriter.class);

  private final Backlog<Entry> backlog;
  private final EntryFormat format;
  private final EntryOutput output;
  private final Thread thread = new Thread(this, "access-log");
  private volatile boolean reopens;
  private volatile long written;
  private boolean isFailing;
  private long lostNow;
  private long toldOf;
  private long toldAt = System.nanoTime() - TELL.toNanos();

  EntryWriter(Backlog<Entry> backlog, EntryFormat format, EntryOutput output) {
    this.backlog = backlog;
    this.format = format;
    this.output = output;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Soon, on the thread that writes. */
  void reopen() {
    reopens = true;
    backlog.wake();
  }

  long written() {
    return written;
  }

  void close() {
    backlog.close();
    try {
      thread.join(LONGEST_END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    List<Entry> batch = new ArrayList<>();
    ByteArrayOutputStream lines = new ByteArrayOutputStream(64 * 1024);
    try {
      while (backlog.take(batch, BATCH, LOOK)) {
        reopenIfAsked();
        for (Entry entry : batch) {
          byte[] line = format.line(entry).toString().getBytes(StandardCharsets.UTF_8);
          lines.write(line, 0, line.length);
        }
        write(lines.toByteArray(), batch.size());
        lines.reset();
        batch.clear();
        tellDropped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    output.close();
  }

  private void reopenIfAsked() {
    if (reopens) {
      reopens = false;
      try {
        output.reopen();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
  private void write(byte[] lines, int entries) {
    if (entries == 0) {
      return;
    }
    try {
      output.write(lines, lines.length);
      written += entries;
      if (isFailing) {
        isFailing = false;
        LOG.info("The access log is written again; {} entries are missing in it", lostNow);
        lostNow = 0;
      }
    } catch (IOException e) {
      backlog.lost(entries);
      toldOf += entries;
      lostNow += entries;
      failed(e);
    }
  }

  private void failed(IOException e) {
    if (!isFailing) {
      isFailing = true;
      LOG.warn(
          "The access log cannot be written: {}. Visitors are served all the same, and it is tried"
              + " again with each request; what is missing is counted"
              + " (ngrokd_access_log_dropped_total)",
          Failures.oneLine(e));
    }
  }

  /** Once a minute at most. */
  private void tellDropped() {
    long dropped = backlog.dropped();
    if (dropped > toldOf && System.nanoTime() - toldAt >= TELL.toNanos()) {
      LOG.warn(
          "{} entries of the access log were dropped: they came faster than they could be written."
              + " Is the disk slow, or is what reads them?",
          dropped - toldOf);
      toldOf = dropped;
      toldAt = System.nanoTime();
    }
  }
}
