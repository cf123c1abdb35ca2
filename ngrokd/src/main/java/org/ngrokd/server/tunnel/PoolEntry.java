package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The way into a pool that somebody of the same account has made. A pool that is about to open, or
 * to end, is asked again a moment later. Safe from any thread.
 */
final class PoolEntry {
  private static final Duration MOMENT = Duration.ofMillis(50);

  /** As long as a port may take to be opened or closed. */
  private static final int TRIES = 20;

  private final Directory directory;
  private final Openings openings;

  PoolEntry(Directory directory, Openings openings) {
    this.directory = directory;
    this.openings = openings;
  }

  /** What becomes of it where it is none of a pool's. */
  interface Otherwise {
    /** Nobody may share the name with this client. */
    void notShared();

    /** The name is free, or will be; as often as it is tried. */
    void free();

    /** The pool has other rules. */
    void otherRules();
  }

  /** Joins the pool that has the name, if one has it, and this client may. */
  void join(Asked asked, PublicUrl url, Otherwise otherwise) {
    join(asked, url, otherwise, TRIES);
  }

  private void join(Asked asked, PublicUrl url, Otherwise otherwise, int triesLeft) {
    directory
        .locate(url)
        .addListener(
            (Future<Optional<Holder>> located) -> {
              if (!located.isSuccess()) {
                otherwise.notShared();
              } else if (located.getNow().isEmpty()) {
                otherwise.free();
              } else if (located.getNow().get() instanceof Pool pool) {
                join(asked, url, pool, otherwise, triesLeft);
              } else {
                otherwise.notShared();
              }
            });
  }

  private void join(Asked asked, PublicUrl url, Pool pool, Otherwise otherwise, int triesLeft) {
    switch (pool.admission(asked.request())) {
      case TAKEN -> otherwise.notShared();
      case OTHER_RULES -> otherwise.otherRules();
      case WELCOME -> {
        Optional<Tunnel> joined =
            pool.isOpen() ? openings.join(asked, pool, url) : Optional.empty();
        if (joined.isPresent()) {
          asked.opened().setSuccess(joined.get());
        } else if (triesLeft > 0) {
          later(asked, () -> join(asked, url, otherwise, triesLeft - 1));
        } else {
          otherwise.notShared();
        }
      }
    }
  }

  /** In a moment. */
  static void later(Asked asked, Runnable next) {
    asked.loop().schedule(next, MOMENT.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
  }
}
