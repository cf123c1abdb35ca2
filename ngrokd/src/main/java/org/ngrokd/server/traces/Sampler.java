package org.ngrokd.server.traces;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.TokenBucket;

/**
 * Which requests are traced: a share of those that come without a trace; of those that belong to
 * one, those that are kept above, but not more than {@value #HONOURED} a second: anybody may send
 * them. Safe from any thread.
 */
final class Sampler {
  static final int HONOURED = 100;

  private final double share;
  private final LongSupplier nanos;

  /** Guarded by this. */
  private final TokenBucket honoured;

  Sampler(double share, LongSupplier nanos) {
    this.share = share;
    this.nanos = nanos;
    this.honoured = new TokenBucket(HONOURED, HONOURED, nanos.getAsLong());
  }

  /**
   * @param parent null: it begins here
   */
  boolean takes(@Nullable TraceParent parent) {
    if (parent == null) {
      return share > 0 && ThreadLocalRandom.current().nextDouble() < share;
    }
    return parent.isSampled() && isHonoured();
  }

  private synchronized boolean isHonoured() {
    return honoured.take(nanos.getAsLong());
  }
}
