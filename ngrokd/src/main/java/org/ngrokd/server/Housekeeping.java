package org.ngrokd.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.limits.Descriptors;
import org.ngrokd.server.tls.ServerTls;
import org.ngrokd.server.tunnel.AffinityFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server does from time to time with its files, on a thread of its own: takes up renewed
 * certificates, saves remembered URLs, counts file descriptors.
 */
final class Housekeeping {
  /** A renewed certificate is in use within a minute. */
  private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(20);

  /** Protocol: §4 "every 10 minutes". */
  private static final Duration AFFINITY_SAVE = Duration.ofMinutes(10);

  /** In between they are estimated, which drifts by what is no connection. */
  private static final Duration DESCRIPTOR_COUNT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ServerTls tls;
  private final AffinityFile affinity;
  private final Descriptors descriptors;
  private volatile boolean isOurs = true;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "ngrokd-files");
            named.setDaemon(true);
            return named;
          });

  Housekeeping(ServerTls tls, AffinityFile affinity, Descriptors descriptors) {
    this.tls = tls;
    this.affinity = affinity;
    this.descriptors = descriptors;
  }

  void start() {
    every(CERTIFICATE_CHECK, this::checkCertificate);
    every(AFFINITY_SAVE, this::saveAffinity);
    every(DESCRIPTOR_COUNT, descriptors::measure);
  }

  /** Does something now and then, on the thread for files. */
  void every(Duration period, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) { // or it would never run again
            LOG.error("Housekeeping failed", e);
          }
        };
    var unused =
        thread.scheduleWithFixedDelay(
            guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  synchronized void checkCertificate() {
    if (isOurs) {
      tls.check();
    }
  }

  /** Saves remembered URLs now. */
  synchronized void saveAffinity() {
    if (isOurs) {
      affinity.save();
    }
  }

  /** Saves remembered URLs, and then leaves the files to another server. */
  synchronized void leaveFiles() {
    saveAffinity();
    isOurs = false;
  }

  /** The files are ours again. */
  void takeFiles() {
    isOurs = true;
  }

  /** Stops, and saves once more. */
  void stop() {
    thread.shutdownNow();
    saveAffinity();
  }
}
