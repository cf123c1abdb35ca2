package org.ngrokd.client.compress;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The codings that can be had. gzip can at once; the others are loaded elsewhere, which blocks, and
 * can be had once they are there, if this system takes their libraries. Safe from any thread.
 */
public final class Codings {
  private static final Logger LOG = LoggerFactory.getLogger(Codings.class);

  private volatile Set<Coding> ready = Set.of(Coding.GZIP);

  private Codings() {}

  /**
   * Begins to load them.
   *
   * @param threads where that may block
   */
  public static Codings loadedOn(Executor threads) {
    Codings codings = new Codings();
    try {
      threads.execute(codings::load);
    } catch (RejectedExecutionException e) {
      LOG.debug("The client ends", e);
    }
    return codings;
  }

  private void load() {
    load(Coding.ZSTD, NativeCodings::loadZstd);
    load(Coding.BROTLI, NativeCodings::loadBrotli);
  }

  private void load(Coding coding, Runnable loading) {
    try {
      loading.run();
      Set<Coding> more = EnumSet.copyOf(ready);
      more.add(coding);
      ready = more;
    } catch (RuntimeException | LinkageError e) {
      LOG.info(
          "This system does not load the library for {} ({}): replies are compressed without it",
          coding.word(),
          e.getMessage());
    }
  }

  /** Those that can be had by now. */
  Set<Coding> ready() {
    return ready;
  }
}
