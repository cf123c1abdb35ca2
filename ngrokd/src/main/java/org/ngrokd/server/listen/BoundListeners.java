package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server listens on: "http", "https", "tunnel" and "metrics". Safe from any thread. */
public final class BoundListeners {
  private static final Logger LOG = LoggerFactory.getLogger(BoundListeners.class);

  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final Map<String, HostAndPort> addresses = new ConcurrentHashMap<>();

  /**
   * Waits until it listens. Not on an event loop.
   *
   * @param what the listener's name, and its flag's
   * @throws UserException when it cannot
   */
  public void add(String what, HostAndPort address, ChannelFuture binding) {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new UserException(BindFailure.line(what, address, binding.cause()));
    }
    channels.add(binding.channel());
    HostAndPort actual = new HostAndPort(address.host(), Listeners.port(binding.channel()));
    addresses.put(what, actual);
    LOG.info(
        "Listening for {} connections on {}",
        switch (what) {
          case "tunnel" -> "control and proxy";
          case "metrics" -> what;
          default -> "public " + what;
        },
        actual);
  }

  /** Where one really listens. */
  public Optional<HostAndPort> address(String what) {
    return Optional.ofNullable(addresses.get(what));
  }

  /** Whether one of them has this port. */
  public boolean hasPort(int port) {
    return addresses.values().stream().anyMatch(address -> address.port() == port);
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
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
  }
}
