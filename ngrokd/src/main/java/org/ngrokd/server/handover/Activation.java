package org.ngrokd.server.handover;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.server.listen.HandedSockets;
import org.ngrokd.server.listen.HandedSockets.Handed;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.service.ActivatedSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets that a service manager has opened: each is for the listener that it is named after, or,
 * where it has the name of a unit as systemd gives it, for the one whose port it has.
 */
public final class Activation {
  private static final Set<String> NAMES = Set.of("http", "https", "tunnel", "ssh", "metrics");
  private static final Logger LOG = LoggerFactory.getLogger(Activation.class);

  private Activation() {}

  /** What the environment speaks of. */
  public static Inheritance of(Map<String, String> environment) {
    List<Handed> all = new ArrayList<>();
    for (ActivatedSocket each : ActivatedSocket.of(environment)) {
      if (NAMES.contains(each.name())) {
        all.add(new Handed(each.name(), Optional.empty(), each.descriptor()));
      } else {
        byPort(each, all);
      }
    }
    return Inheritance.of(new HandedSockets(all));
  }

  private static void byPort(ActivatedSocket socket, List<Handed> all) {
    Optional<InetSocketAddress> bound = Transport.best().boundAddress(socket.descriptor());
    if (bound.isPresent()) {
      HostAndPort address =
          new HostAndPort(bound.get().getAddress().getHostAddress(), bound.get().getPort());
      all.add(new Handed("", Optional.of(address), socket.descriptor()));
    } else {
      LOG.warn(
          "File descriptor {} ('{}') of the service manager is no socket of TCP that listens: it is"
              + " left alone",
          socket.descriptor(),
          socket.name());
    }
  }
}
