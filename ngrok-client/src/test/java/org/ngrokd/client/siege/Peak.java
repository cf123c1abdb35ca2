package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.MetricsPage;

/** Looks at a program ten times a second and remembers the highest, until it is closed. */
final class Peak implements AutoCloseable {
  private static final int EVERY_MILLIS = 100;

  private final Program program;
  private final int metricsPort;
  private final String prefix;
  private final Thread thread = new Thread(this::look, "peak");
  private volatile long heap;
  private volatile long direct;
  private volatile int descriptors;
  private volatile boolean closed;

  /**
   * @param prefix of its metrics: "ngrokd", "ngrok"
   */
  Peak(Program program, int metricsPort, String prefix) {
    this.program = program;
    this.metricsPort = metricsPort;
    this.prefix = prefix;
    thread.setDaemon(true);
    thread.start();
  }

  private void look() {
    while (!closed && program.isAlive()) {
      descriptors = Math.max(descriptors, program.descriptors());
      try {
        MetricsPage now = MetricsPage.read(metricsPort);
        heap = Math.max(heap, now.of(prefix + "_heap_bytes"));
        direct = Math.max(direct, now.of(prefix + "_direct_memory_bytes"));
      } catch (IOException e) {
        // too busy, or dead: others see to that
      }
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Bytes, garbage included. */
  long heap() {
    return heap;
  }

  long direct() {
    return direct;
  }

  int descriptors() {
    return descriptors;
  }

  @Override
  public void close() {
    closed = true; // a last look may still go on, and does no harm
  }
}
