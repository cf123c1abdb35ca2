package org.ngrokd.protocol.cli;

/**
 * Does what every start needs (native libraries, TLS) beside the reading of the command line and
 * the files, which takes as long. What goes wrong is not told here: it goes wrong again where it is
 * used.
 */
public final class HeadStart {
  private final Thread thread;

  private HeadStart(Runnable work) {
    this.thread = new Thread(() -> run(work), "head-start");
    thread.setDaemon(true);
  }

  /** Begins at once, on a thread of its own. */
  public static HeadStart with(Runnable work) {
    HeadStart start = new HeadStart(work);
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

  /** Waits for the end of the work: two threads at the same static initialisers may never end. */
  public void await() throws InterruptedException {
    thread.join();
  }
}
