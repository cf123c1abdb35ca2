package org.ngrokd.server;

import java.time.Duration;
import org.ngrokd.server.cli.LifeFlags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the program ends: because it is told to stop, or because another has taken over. Either way
 * what visitors have begun may go on for a while ({@code -drain}). One that is told to stop waits
 * for requests, a replaced one also for connections that are silent: their next request is still
 * its own.
 */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final NgrokServer server;
  private final LifeFlags flags;
  private volatile boolean isFinished;

  Ending(NgrokServer server, LifeFlags flags) {
    this.server = server;
    this.flags = flags;
  }

  /** Returns when another server has taken over and there is nothing left to be done here. */
  void awaitReplaced() {
    var unused = server.replaced().join();
    Duration limit = flags.drain(true);
    if (!server.finish(limit)) {
      LOG.info("Not all visitors have gone within {} s", limit.toSeconds());
    }
    isFinished = true;
  }

  /** Ends the process when what visitors have begun is done, or after this time. */
  void drain(Duration limit) {
    LOG.info("Draining: what visitors have begun may go on for {} s", limit.toSeconds());
    if (!server.drain(limit)) {
      LOG.info("Not all of it was done within {} s", limit.toSeconds());
    }
    isFinished = true;
    System.exit(0);
  }

  /** The process is about to end. */
  void stop() {
    if (!isFinished) {
      Duration limit = flags.drain(server.replaced().isDone());
      if (limit.toSeconds() > LifeFlags.STOPPED.toSeconds()) {
        LOG.info("Stopping: what visitors have begun may go on for {} s", limit.toSeconds());
      }
      var unused = server.drain(limit);
    }
    server.close();
  }
}
