package org.ngrokd.server.access;

import io.netty.util.concurrent.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.User.Quota;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TokenBucket;
import org.ngrokd.streams.relay.Pace;

/**
 * A user of the file, with what it uses at the moment. There is one for each name, for all control
 * connections with its token.
 */
final class UserAccount implements Account {
  /** After a silence, this many seconds' worth of connections may come at once. */
  private static final int BURST_SECONDS = 2;

  private final Supplier<Users> users;
  private final Ticker ticker;
  private final LimitCounters limits;
  private final Map<Object, Integer> tunnels = new HashMap<>();
  private volatile User user;
  private @Nullable TokenBucket connections;
  private @Nullable Pace up;
  private @Nullable Pace down;

  UserAccount(User user, Supplier<Users> users, Ticker ticker, LimitCounters limits) {
    this.users = users;
    this.ticker = ticker;
    this.limits = limits;
    this.user = user;
    this.connections = bucket(user.quota().connectionsPerSecond());
    this.up = pace(null, user.quota().up());
    this.down = pace(null, user.quota().down());
  }

  /** The file may have changed: what it says now of this user, holds from now on. */
  synchronized void refresh() {
    Quota before = user.quota();
    users.get().named(user.name()).ifPresent(found -> user = found);
    Quota now = user.quota();
    if (now.connectionsPerSecond() != before.connectionsPerSecond()) {
      connections = bucket(now.connectionsPerSecond());
    }
    up = pace(up, now.up());
    down = pace(down, now.down());
  }

  private @Nullable TokenBucket bucket(int rate) {
    return rate == 0 ? null : new TokenBucket(rate, rate * BURST_SECONDS, ticker.nanoTime());
  }

  /** Connections that are open keep their pace, which changes with the file. */
  private @Nullable Pace pace(@Nullable Pace before, long rate) {
    if (rate == 0) {
      return null;
    }
    if (before == null) {
      return new Pace(rate, ticker);
    }
    before.change(rate);
    return before;
  }

  @Override
  public String name() {
    return user.name();
  }

  @Override
  public Optional<String> refusalOfProtocol(String protocol) {
    return user.protocols()
        .filter(allowed -> TunnelProtocol.named(protocol).filter(allowed::contains).isEmpty())
        .map(
            allowed ->
                "Your token is not for "
                    + protocol
                    + " tunnels, but for: "
                    + (allowed.isEmpty() ? "none" : TunnelProtocol.joined(allowed)));
  }

  @Override
  public Optional<String> refusalOfName(String host, String base) {
    AskedName name = new AskedName(host, base);
    if (users.get().isReserved(name, user)) {
      return Optional.of("The name " + host + " is reserved for somebody else");
    }
    if (user.names().allow(name)) {
      return Optional.empty();
    }
    return Optional.of(
        name.isOwn()
            ? "The name " + host + " is the server's own"
            : "Your token is not for the name " + host + "; " + namesFor(name));
  }

  private String namesFor(AskedName name) {
    return name.subdomain().isPresent()
        ? "subdomains that it is for: " + user.names().subdomains()
        : "host names that it is for: " + user.names().hostnames();
  }

  @Override
  public List<String> ownSubdomains(String anything) {
    return user.names().subdomains().filled(anything);
  }

  @Override
  public Optional<String> refusalOfPort(int port) {
    if (users.get().isReserved(port, user)) {
      return Optional.of("port " + port + " is reserved for somebody else");
    }
    return ports()
        .filter(allowed -> !allowed.contains(port))
        .map(allowed -> "your token is not for port " + port + ", but for: " + allowed);
  }

  @Override
  public Optional<PortRanges> ports() {
    return user.names().tcpPorts();
  }

  @Override
  public synchronized Optional<String> refusalOfTunnel(Object request) {
    int most = user.quota().maxTunnels();
    if (most > 0 && tunnels.size() >= most && !tunnels.containsKey(request)) {
      limits.reached(Limit.TOKEN_TUNNELS);
      return Optional.of(
          "All tunnels that your token is for (" + most + ") are open: close one first");
    }
    tunnels.merge(request, 1, Integer::sum);
    return Optional.empty();
  }

  @Override
  public synchronized void tunnelClosed(Object request) {
    tunnels.computeIfPresent(request, (key, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public synchronized boolean mayConnect() {
    boolean may = connections == null || connections.take(ticker.nanoTime());
    if (!may) {
      limits.reached(Limit.TOKEN_CONNECTION_RATE);
    }
    return may;
  }

  @Override
  public synchronized Optional<Pace> up() {
    return Optional.ofNullable(up);
  }

  @Override
  public synchronized Optional<Pace> down() {
    return Optional.ofNullable(down);
  }
}
