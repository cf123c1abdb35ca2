package org.ngrokd.server.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.access.Allowance.Quota;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.TokenBucket;
import org.ngrokd.streams.relay.Pace;

/**
 * What all connections of an account use together at the moment, at this server. Where there are
 * others, it has a {@link Share} of what is allowed. Safe from any thread.
 */
public final class Usage {
  /** After a silence, this many seconds' worth of connections may come at once. */
  private static final int BURST_SECONDS = 2;

  private final String key;
  private final Meters meters;
  private final OpenTunnels tunnels = new OpenTunnels();
  private Quota quota;
  private Share share = Share.ALL;
  private @Nullable TokenBucket connections;
  private @Nullable Pace up;
  private @Nullable Pace down;
  private long connected;
  private boolean isWatched;

  /**
   * @param key as {@link Account#key}
   */
  public Usage(String key, Quota quota, Meters meters) {
    this.key = key;
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
    quota = now;
    setPaces();
    if (tunnels.size() > 0) {
      watch();
    }
  }

  private void setPaces() {
    up = pace(up, part(quota.up(), share.up()));
    down = pace(down, part(quota.down(), share.down()));
  }

  private static long part(long limit, double share) {
    return limit == 0 ? 0 : Math.max(1, (long) (limit * share));
  }

  private @Nullable TokenBucket bucket(int limit) {
    double rate = limit * share.connections();
    return limit == 0
        ? null
        : new TokenBucket(rate, Math.max(1, rate * BURST_SECONDS), meters.ticker().nanoTime());
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

  /** As {@link Account#key}. */
  public String key() {
    return key;
  }

  /** From now on it has this part of what is allowed here. */
  public synchronized void share(Share now) {
    share = now;
    if (connections != null) {
      double rate = quota.connectionsPerSecond() * now.connections();
      connections.change(rate, Math.max(1, rate * BURST_SECONDS), meters.ticker().nanoTime());
    }
    setPaces();
  }

  /** What it has used here so far. */
  public synchronized Used used() {
    return new Used(connected, total(up), total(down));
  }

  private static long total(@Nullable Pace pace) {
    return pace == null ? 0 : pace.total();
  }

  /** How many tunnels it has here, but for those of some clients. */
  public synchronized int tunnelsBut(Collection<String> clientIds) {
    return tunnels.sizeBut(clientIds);
  }

  /** Those of its clients that have tunnels here. */
  public synchronized List<String> clients() {
    return tunnels.clients();
  }

  /**
   * {@link Sharing} would forget it.
   *
   * @param last what it had used when it was looked at
   * @return whether it may: it has nothing open here, and did not use more
   */
  public synchronized boolean letGo(Used last) {
    boolean isIdle = tunnels.size() == 0 && used().equals(last);
    isWatched &= !isIdle;
    return isIdle;
  }

  private void watch() {
    if (!isWatched && meters.sharing().isPresent() && isLimited()) {
      isWatched = true;
      meters.sharing().get().watch(this);
    }
  }

  private boolean isLimited() {
    return quota.maxTunnels() > 0
        || quota.connectionsPerSecond() > 0
        || quota.up() > 0
        || quota.down() > 0;
  }

  /** As {@link Account#tunnelsElsewhere}. */
  public Optional<CompletionStage<Integer>> tunnelsElsewhere(String clientId) {
    Optional<Sharing> sharing = meters.sharing();
    return sharing.isPresent() && isLimitedInTunnels()
        ? Optional.of(sharing.get().tunnelsElsewhere(key, clientId))
        : Optional.empty();
  }

  private synchronized boolean isLimitedInTunnels() {
    return quota.maxTunnels() > 0;
  }

  /** As {@link Account#refusalOfTunnel}. */
  public synchronized Optional<String> refusalOfTunnel(
      Object request, String clientId, int elsewhere) {
    int most = quota.maxTunnels();
    if (most > 0 && tunnels.size() + elsewhere >= most && !tunnels.has(request)) {
      meters.limits().reached(Limit.TOKEN_TUNNELS);
      return Optional.of(
          "All tunnels that your token is for ("
              + most
              + ") are open"
              + (elsewhere > 0 ? ", " + elsewhere + " of them at other servers" : "")
              + ": close one first");
    }
    tunnels.add(request, clientId);
    watch();
    return Optional.empty();
  }

  public synchronized void tunnelClosed(Object request) {
    tunnels.remove(request);
  }

  public synchronized boolean mayConnect() {
    watch();
    boolean may = connections == null || connections.take(meters.ticker().nanoTime());
    if (may) {
      connected++;
    } else {
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
