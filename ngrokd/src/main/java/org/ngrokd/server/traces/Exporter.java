package org.ngrokd.server.traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.memory.Backlog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that sends spans. What a collector does not take now is tried again, for a while;
 * meanwhile others wait, and those for which there is no room are dropped. Whatever becomes of the
 * collector, visitors are served.
 */
final class Exporter implements Runnable {
  /** At a time; their JSON is some 700 kB. */
  private static final int BATCH = 512;

  private static final int LONGEST_END_MILLIS = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  private final Backlog<Span> backlog;
  private final SpanFormat format;
  private final Collector collector;
  private final Patience patience;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "traces");
  private volatile long sent;
  private boolean isFailing;
  private long lostNow;

  /**
   * How long things are waited for.
   *
   * @param answer of the collector
   * @param pause before the first time that something is tried again; then twice as long
   * @param longestPause before a later time
   * @param all that one batch may take
   */
  record Patience(Duration answer, Duration pause, Duration longestPause, Duration all) {
    static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1));
  }

  Exporter(Backlog<Span> backlog, SpanFormat format, Collector collector, Patience patience) {
    this.backlog = backlog;
    this.format = format;
    this.collector = collector;
    this.patience = patience;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  long sent() {
    return sent;
  }

  void close() {
    closing.countDown();
    backlog.close();
    try {
      thread.join(LONGEST_END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }

  @Override
  public void run() {
    List<Span> batch = new ArrayList<>();
    try {
      while (backlog.take(batch, BATCH, Duration.ofDays(1))) {
        if (!batch.isEmpty()) {
          export(batch);
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      backlog.lost(batch.size());
      Thread.currentThread().interrupt();
    }
  }

  private void export(List<Span> batch) throws InterruptedException {
    byte[] spans = format.json(batch);
    long since = System.nanoTime();
    Duration pause = patience.pause();
    Collector.Answer answer = collector.send(spans);
    while (answer.fate() == Collector.Fate.LATER
        && System.nanoTime() - since < patience.all().toNanos()
        && !closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      failed(answer.words());
      answer = collector.send(spans);
      pause = longer(pause);
    }
    if (answer.fate() == Collector.Fate.TAKEN) {
      taken(batch.size());
    } else {
      backlog.lost(batch.size());
      lostNow += batch.size();
      failed(answer.words());
    }
  }

  private Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : twice;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
  private void taken(int spans) {
    sent += spans;
    if (isFailing) {
      isFailing = false;
      LOG.info("Traces are taken again; {} were not", lostNow);
      lostNow = 0;
    }
  }

  private void failed(String words) {
    if (!isFailing) {
      isFailing = true;
      LOG.warn(
          "The collector (-traces) does not take traces: {}. Visitors are served all the same; what"
              + " is missing is counted (ngrokd_trace_spans_dropped_total)",
          words);
    }
  }
}
