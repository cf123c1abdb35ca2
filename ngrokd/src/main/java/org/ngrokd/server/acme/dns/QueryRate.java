package org.ngrokd.server.acme.dns;

import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.AddressBlock;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.TokenBucket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many queries of one address are answered: a CA's resolvers ask a few times for a certificate.
 * Who asks by UDP may have written another's address as its own, so that the answers hit that one:
 * beyond the rate most get none, and some the advice to come by TCP, for whoever really asks.
 *
 * <p>Safe from any thread.
 */
final class QueryRate {
  static final int EACH_SECOND = 20;
  static final int AT_ONCE = 50;

  /** Addresses that are remembered; of more the ones that asked longest ago start anew. */
  static final int MOST = 4096;

  /** Of those beyond the rate, one in so many is told to come by TCP. */
  private static final int SLIP = 4;

  private static final Logger LOG = LoggerFactory.getLogger(QueryRate.class);

  /** What becomes of a query. */
  enum Verdict {
    ANSWER,
    TRUNCATE,
    DROP
  }

  private final Ticker ticker;
  private final FloodReports reports;
  private final Map<AddressBlock, TokenBucket> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AddressBlock, TokenBucket> eldest) {
          return size() > MOST;
        }
      };
  private int beyond;

  QueryRate(FloodReports reports, Ticker ticker) {
    this.reports = reports;
    this.ticker = ticker;
  }

  synchronized Verdict verdict(@Nullable InetSocketAddress sender) {
    AddressBlock address = AddressBlock.of(sender);
    if (address == null) {
      return Verdict.DROP;
    }
    long now = ticker.nanoTime();
    TokenBucket bucket =
        known.computeIfAbsent(address, first -> new TokenBucket(EACH_SECOND, AT_ONCE, now));
    if (bucket.take(now)) {
      return Verdict.ANSWER;
    }
    if (reports.reached(Limit.DNS_QUERIES, address.toString())) {
      LOG.warn(
          "{} asks the name server of the challenges more than {} times a second: most of it is not"
              + " answered",
          address,
          EACH_SECOND);
    }
    beyond++;
    return beyond % SLIP == 0 ? Verdict.TRUNCATE : Verdict.DROP;
  }

  /** How many addresses are remembered. */
  synchronized int size() {
    return known.size();
  }
}
