package org.ngrokd.server.listen;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listening sockets that were bound elsewhere and are open in this process: by a service manager,
 * or by the server before this one. Each is asked for once, by what it is for; what nobody asks for
 * is closed by {@link #closeRest}, or visitors would wait in its queue for ever. Safe from any
 * thread.
 */
public final class HandedSockets {
  private static final Logger LOG = LoggerFactory.getLogger(HandedSockets.class);

  private final List<Handed> left;

  /**
   * One of them.
   *
   * @param what it is for: "http", "https", "tunnel", "ssh", "metrics", or "tcp" for a tunnel's
   *     port; "" for whoever asks for its port
   * @param address where it is bound; empty: whoever asks by its name gets it
   */
  public record Handed(String what, Optional<HostAndPort> address, int descriptor) {
    boolean isFor(String asked, HostAndPort wanted) {
      if (what.isEmpty()) {
        return address.isPresent() && address.get().port() == wanted.port();
      }
      return what.equals(asked)
          && (address.isEmpty() || wanted.port() == 0 || isSame(address.get(), wanted));
    }

    private static boolean isSame(HostAndPort bound, HostAndPort wanted) {
      return bound.port() == wanted.port()
          && (bound.host().equals(wanted.host())
              || resolved(bound.host()).equals(resolved(wanted.host())));
    }

    /** One address may have many names; people write those. */
    private static String resolved(String host) {
      try {
        return host.isEmpty() ? "" : InetAddress.getByName(host).getHostAddress();
      } catch (UnknownHostException e) {
        return host;
      }
    }
  }

  public HandedSockets(List<Handed> all) {
    this.left = new ArrayList<>(all);
  }

  /** No sockets. */
  public static HandedSockets none() {
    return new HandedSockets(List.of());
  }

  /** One that was handed over, if one was, else one at this address. */
  ListenerSource at(String what, HostAndPort wanted) {
    return take(what, wanted)
        .<ListenerSource>map(taken -> new HandedOver(taken.descriptor()))
        .orElseGet(() -> new AtAddress(wanted));
  }

  private synchronized Optional<Handed> take(String what, HostAndPort wanted) {
    Optional<Handed> found = left.stream().filter(each -> each.isFor(what, wanted)).findFirst();
    found.ifPresent(left::remove);
    return found;
  }

  /** Closes those that nobody has asked for. */
  public synchronized void closeRest() {
    for (Handed each : left) {
      LOG.info(
          "Nobody listens on the socket for {} connections{} any more: closing it",
          each.what(),
          each.address().map(address -> " on " + address).orElse(""));
      try {
        new FileDescriptor(each.descriptor()).close();
      } catch (IOException e) {
        LOG.debug("It is closed when the process ends", e);
      }
    }
    left.clear();
  }
}
