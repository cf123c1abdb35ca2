package org.ngrokd.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.server.cli.LifeFlags;
import org.ngrokd.streams.service.ServiceManager;
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

  private final Running server;
  private final LifeFlags flags;
  private final Optional<ServiceManager> manager;
  private volatile boolean isFinished;

  /** What runs, as far as its end goes. */
  interface Running {
    CompletableFuture<Long> yielding();

    CompletableFuture<Long> replaced();

    boolean drain(Duration limit);

    boolean finish(Duration limit);

    void close();
  }

  /**
   * @param manager who started the program, and is told how it is
   */
  Ending(Running server, LifeFlags flags, Optional<ServiceManager> manager) {
    this.server = server;
    this.flags = flags;
    this.manager = manager;
  }

  /** The program serves. */
  void begin() {
    if (manager.isPresent()) { // or the class would be loaded for it
      manager.get().ready("Serving");
      // a manager takes READY from the main process alone
      var unused = server.yielding().thenAccept(manager.get()::mainIs);
    }
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
    if (manager.isPresent() && !server.replaced().isDone()) {
      manager.get().stopping("Finishing what visitors have begun");
    }
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
