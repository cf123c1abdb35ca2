package org.ngrokd.server.teams.signin;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ngrokd.server.limits.AddressBlock;

/**
 * How often something may be asked, by one address and by all together, within a span of time. It
 * remembers a bounded number of addresses: those that were not heard of for longest are forgotten,
 * and the bound of all together holds for them too. Safe from any thread.
 */
final class Rates {
  private static final int ADDRESSES = 10_000;
  private static final String ALL = "";

  private final int mostEach;
  private final int mostOfAll;
  private final Duration span;
  private final Clock clock;
  private final Map<String, Span> spans =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Span> eldest) {
          return size() > ADDRESSES;
        }
      };

  /** What was counted, and until when. */
  private static final class Span {
    private final Instant ends;
    private int count;

    Span(Instant ends) {
      this.ends = ends;
    }
  }

  Rates(int mostEach, int mostOfAll, Duration span, Clock clock) {
    this.mostEach = mostEach;
    this.mostOfAll = mostOfAll;
    this.span = span;
    this.clock = clock;
  }

  /**
   * Counts one.
   *
   * @param address as text; of IPv6 the network counts
   * @throws RefusalException when that was one too many
   */
  void take(String address) {
    takeAs(key(address));
  }

  /**
   * Counts one of somebody who is known by something else than an address.
   *
   * @throws RefusalException when that was one too many
   */
  void takeAs(String who) {
    if (!isFree(who)) {
      throw new RefusalException(Refusal.TOO_MANY);
    }
  }

  /** Whether an address may take one more. */
  synchronized boolean hasLeft(String address) {
    return spanOf(key(address)).count < mostEach;
  }

  /** Counts one that is no reason to refuse by itself. */
  synchronized void note(String address) {
    spanOf(key(address)).count++;
  }

  private synchronized boolean isFree(String who) {
    Span own = spanOf(who);
    Span all = spanOf(ALL);
    if (own.count >= mostEach || all.count >= mostOfAll) {
      return false;
    }
    own.count++;
    all.count++;
    return true;
  }

  private Span spanOf(String key) {
    Instant now = clock.instant();
    Span known = spans.get(key);
    if (known == null || !now.isBefore(known.ends)) {
      known = new Span(now.plus(span));
      spans.put(key, known);
    }
    return known;
  }

  /** How many addresses it remembers. */
  synchronized int size() {
    return spans.size();
  }

  private static String key(String address) {
    InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
    return parsed == null
        ? "?" // together with all whose address is not known
        : String.valueOf(AddressBlock.of(new InetSocketAddress(parsed, 0)));
  }
}
