package org.ngrokd.kit.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Does what every start needs (the log, native libraries, TLS) beside the reading of the command
 * line and the files, which takes as long. What goes wrong is not told here: it goes wrong again
 * where it is used.
 */
public final class HeadStart {
  private final Thread thread;
  private final CountDownLatch logIsThere = new CountDownLatch(1);

  private HeadStart(Runnable log, Runnable work) {
    this.thread =
        new Thread(
            () -> {
              try {
                run(log);
              } finally {
                logIsThere.countDown();
              }
              run(work);
            },
            "head-start");
    thread.setDaemon(true);
  }

  /**
   * Begins at once, on a thread of its own.
   *
   * @param log comes first
   */
  public static HeadStart with(Runnable log, Runnable work) {
    HeadStart start = new HeadStart(log, work);
    start.thread.start();
    return start;
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError e) {
      // Told by who needs what is missing.
    }
  }

  /** Waits until the log is there: what is set before that would be lost. */
  public void awaitLog() throws InterruptedException {
    logIsThere.await();
  }

  /** Waits for the end of the work: two threads at the same static initialisers may never end. */
  public void await() throws InterruptedException {
    thread.join();
  }
}
