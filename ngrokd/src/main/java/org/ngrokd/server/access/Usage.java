package org.ngrokd.server.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.access.Allowance.Quota;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.TokenBucket;
import org.ngrokd.streams.relay.Pace;

/** What all connections of an account use together at the moment. Safe from any thread. */
public final class Usage {
  /** After a silence, this many seconds' worth of connections may come at once. */
  private static final int BURST_SECONDS = 2;

  private final Meters meters;
  private final Map<Object, Integer> tunnels = new HashMap<>();
  private Quota quota;
  private @Nullable TokenBucket connections;
  private @Nullable Pace up;
  private @Nullable Pace down;

  public Usage(Quota quota, Meters meters) {
    this.meters = meters;
    this.quota = quota;
    this.connections = bucket(quota.connectionsPerSecond());
    this.up = pace(null, quota.up());
    this.down = pace(null, quota.down());
  }

  /** From now on it may use so much. */
  public synchronized void allow(Quota now) {
    if (now.connectionsPerSecond() != quota.connectionsPerSecond()) {
      connections = bucket(now.connectionsPerSecond());
    }
    up = pace(up, now.up());
    down = pace(down, now.down());
    quota = now;
  }

  private @Nullable TokenBucket bucket(int rate) {
    return rate == 0
        ? null
        : new TokenBucket(rate, rate * BURST_SECONDS, meters.ticker().nanoTime());
  }

  /** Connections that are open keep their pace, which changes with what is allowed. */
  private @Nullable Pace pace(@Nullable Pace before, long rate) {
    if (rate == 0) {
      return null;
    }
    if (before == null) {
      return new Pace(rate, meters.ticker());
    }
    before.change(rate);
    return before;
  }

  /** As {@link Account#refusalOfTunnel}. */
  public synchronized Optional<String> refusalOfTunnel(Object request) {
    int most = quota.maxTunnels();
    if (most > 0 && tunnels.size() >= most && !tunnels.containsKey(request)) {
      meters.limits().reached(Limit.TOKEN_TUNNELS);
      return Optional.of(
          "All tunnels that your token is for (" + most + ") are open: close one first");
    }
    tunnels.merge(request, 1, Integer::sum);
    return Optional.empty();
  }

  public synchronized void tunnelClosed(Object request) {
    tunnels.computeIfPresent(request, (key, count) -> count == 1 ? null : count - 1);
  }

  public synchronized boolean mayConnect() {
    boolean may = connections == null || connections.take(meters.ticker().nanoTime());
    if (!may) {
      meters.limits().reached(Limit.TOKEN_CONNECTION_RATE);
    }
    return may;
  }

  public synchronized Optional<Pace> up() {
    return Optional.ofNullable(up);
  }

  public synchronized Optional<Pace> down() {
    return Optional.ofNullable(down);
  }
}
