package org.ngrokd.server.acme;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where it may be waited for a CA. */
final class AcmeThreads {
  /** As many as there are orders at a time, one that looks what is to be renewed, one for notes. */
  private static final int MOST = 12;

  private AcmeThreads() {}

  /** They end when there is nothing to do. */
  static ExecutorService start() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "certificates");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
