package org.ngrokd.server.access;

import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.relay.Pace;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TokenBucket;

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
  private volatile User user;
  private int tunnels;
  private @Nullable TokenBucket connections;
  private @Nullable Pace up;
  private @Nullable Pace down;

  UserAccount(User user, Supplier<Users> users, Ticker ticker, LimitCounters limits) {
    this.users = users;
    this.ticker = ticker;
    this.limits = limits;
    this.user = user;
    setQuota(user.quota());
  }

  /** The file has changed. */
  synchronized void update(User now) {
    User.Quota before = user.quota();
    user = now;
    if (!now.quota().equals(before)) {
      setQuota(now.quota());
    }
  }

  private synchronized void setQuota(User.Quota quota) {
    int rate = quota.connectionsPerSecond();
    connections = rate == 0 ? null : new TokenBucket(rate, rate * BURST_SECONDS, ticker.nanoTime());
    up = quota.up() == 0 ? null : new Pace(quota.up(), ticker);
    down = quota.down() == 0 ? null : new Pace(quota.down(), ticker);
  }

  @Override
  public String name() {
    return user.name();
  }

  @Override
  public Optional<String> refusalOfProtocol(String protocol) {
    Set<String> allowed = user.protocols();
    return allowed.isEmpty() || allowed.contains(protocol)
        ? Optional.empty()
        : Optional.of(
            "Your token is not for "
                + protocol
                + " tunnels, but for: "
                + String.join(", ", allowed));
  }

  @Override
  public Optional<String> refusalOfName(String host, String base) {
    Optional<String> subdomain =
        host.endsWith("." + base)
            ? Optional.of(host.substring(0, host.length() - base.length() - 1))
            : Optional.empty();
    if (users.get().isReserved(host, subdomain, user)) {
      return Optional.of("The name " + host + " is reserved for somebody else");
    }
    NamePatterns subdomains = user.names().subdomains();
    NamePatterns hostnames = user.names().hostnames();
    boolean allowed =
        hostnames.matches(host)
            || subdomain.map(subdomains::matches).orElse(false)
            || (subdomain.isPresent() ? subdomains : hostnames).isEmpty();
    return allowed
        ? Optional.empty()
        : Optional.of(
            "Your token is not for the name "
                + host
                + "; "
                + (subdomain.isPresent()
                    ? "subdomains that it is for: " + subdomains
                    : "host names that it is for: " + hostnames));
  }

  @Override
  public List<String> ownSubdomains() {
    return user.names().subdomains().literals();
  }

  @Override
  public Optional<String> refusalOfPort(int port) {
    if (users.get().isReserved(port, user)) {
      return Optional.of("port " + port + " is reserved for somebody else");
    }
    PortRanges allowed = user.names().tcpPorts();
    return allowed.isEmpty() || allowed.contains(port)
        ? Optional.empty()
        : Optional.of("your token is not for port " + port + ", but for: " + allowed);
  }

  @Override
  public PortRanges ports() {
    return user.names().tcpPorts();
  }

  @Override
  public synchronized Optional<String> refusalOfOneMoreTunnel() {
    int most = user.quota().maxTunnels();
    if (most > 0 && tunnels >= most) {
      limits.reached(Limit.TOKEN_TUNNELS);
      return Optional.of(
          "Your token is for " + most + " tunnels at a time, and they are open: close one first");
    }
    tunnels++;
    return Optional.empty();
  }

  @Override
  public synchronized void tunnelClosed() {
    tunnels--;
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
