package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server listens on, by name: "http", "https", "tunnel" and "metrics", and whatever else
 * has a port. Safe from any thread.
 */
public final class BoundListeners {
  private static final Logger LOG = LoggerFactory.getLogger(BoundListeners.class);

  private final List<Bound> all = new CopyOnWriteArrayList<>();
  private final HandedSockets handed;

  public BoundListeners() {
    this(HandedSockets.none());
  }

  /**
   * @param handed what is taken instead of binding an address
   */
  public BoundListeners(HandedSockets handed) {
    this.handed = handed;
  }

  /**
   * A listener that is there.
   *
   * @param what its name, and its flag's
   */
  public record Open(String what, HostAndPort address, Channel channel) {}

  private record Bound(String what, HostAndPort address, Channel channel) {
    /** Others are of datagrams, whose ports are numbered by themselves. */
    boolean isOfConnections() {
      return channel instanceof ServerChannel;
    }

    /** What comes in, for the log. */
    String comes() {
      return switch (what) {
        case "tunnel" -> "control and proxy connections";
        case "metrics" -> "metrics connections";
        case "node" -> "other servers of the cluster";
        case "ssh" -> "clients by ssh";
        case "acmeDns" -> "queries of DNS by " + (isOfConnections() ? "TCP" : "UDP");
        default -> "public " + what + (isOfConnections() ? " connections" : " datagrams");
      };
    }
  }

  /**
   * Waits until it listens. Not on an event loop.
   *
   * @param what the listener's name, and its flag's
   * @param binding of a socket of whatever kind that has an address and a port
   * @throws UserException when it cannot
   */
  public void add(String what, ListenerSource source, ChannelFuture binding) {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new UserException(source.failure(what, binding.cause()));
    }
    Bound bound = new Bound(what, source.address(binding.channel()), binding.channel());
    all.add(bound);
    LOG.info("Listening for {} on {}", bound.comes(), bound.address());
  }

  /** Where a listener's socket comes from: one that was handed over, else the address. */
  public ListenerSource at(String what, HostAndPort wanted) {
    return handed.at(what, wanted);
  }

  /** Those that accept connections. */
  public List<Open> open() {
    return all.stream()
        .filter(each -> each.isOfConnections() && each.channel().isOpen())
        .map(each -> new Open(each.what(), each.address(), each.channel()))
        .toList();
  }

  /** Where one really listens. */
  public Optional<HostAndPort> address(String what) {
    return all.stream().filter(each -> each.what().equals(what)).map(Bound::address).findFirst();
  }

  /** Whether it listens under this name now. */
  public boolean isOpen(String what) {
    return all.stream().anyMatch(each -> each.what().equals(what) && each.channel().isOpen());
  }

  /** Where each really listens, by its name. */
  public Map<String, String> addresses() {
    Map<String, String> addresses = new TreeMap<>();
    all.forEach(each -> addresses.put(each.what(), each.address().toString()));
    return addresses;
  }

  /** Whether one of them accepts connections on this port. */
  public boolean hasPort(int port) {
    return all.stream().anyMatch(each -> each.isOfConnections() && each.address().port() == port);
  }

  /**
   * What public host names end with, for each protocol that has a listener.
   *
   * @param vhost what they end with whatever the ports are
   */
  public Map<TunnelProtocol, String> bases(String domain, Optional<String> vhost) {
    Map<TunnelProtocol, String> bases = new EnumMap<>(TunnelProtocol.class);
    for (TunnelProtocol protocol : TunnelProtocol.values()) {
      if (protocol.isNamedByHost()) {
        address(protocol.listener().wireName())
            .ifPresent(
                address -> {
                  boolean isDefault = address.port() == protocol.defaultPort();
                  String port = isDefault ? "" : ":" + address.port();
                  bases.put(protocol, vhost.orElse(domain + port));
                });
      }
    }
    return bases;
  }

  /** Lets nobody new in. Not on an event loop. */
  public void close() {
    close(any -> true);
  }

  /**
   * Lets nobody new in on some of them. Not on an event loop.
   *
   * @param which by their names
   */
  public void close(Predicate<String> which) {
    all.stream()
        .filter(each -> which.test(each.what()))
        .forEach(each -> each.channel().close().awaitUninterruptibly());
  }
}
