package org.ngrokd.client.session;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.net.Transport;

/**
 * The threads of a client.
 *
 * @param loops its event loops
 * @param lookups for name look-ups, which block
 */
public record ClientThreads(Transport transport, EventLoopGroup loops, ExecutorService lookups) {
  /**
   * How long an event loop with nothing left to do waits for what the others still send it: proxy
   * connections that close are told of on the session's loop.
   */
  private static final Duration QUIET = Duration.ofMillis(100);

  /** New threads; all are daemons. */
  public static ClientThreads start() {
    Transport transport = Transport.best();
    return new ClientThreads(
        transport,
        transport.eventLoops("ngrok", Runtime.getRuntime().availableProcessors()),
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "ngrok-lookup");
              thread.setDaemon(true);
              return thread;
            }));
  }

  /**
   * Ends them, and every connection that is still open. Who looks up a name or writes a file is let
   * be: an interrupt closes the file under the writer, half written.
   */
  public void stop(Duration within) {
    lookups.shutdown();
    loops
        .shutdownGracefully(QUIET.toMillis(), within.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * within.toMillis());
  }
}
