package org.ngrokd.client;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.service.Backlog;
import org.ngrokd.client.session.Route;
import org.ngrokd.kit.cli.UserException;

/** The tunnels that the program has added to a client that runs. Safe from any thread. */
final class AddedTunnels {
  private final RunningClient running;
  private final Duration patience;
  private final Set<Forwarder> open = ConcurrentHashMap.newKeySet();
  private final Set<Backlog> backlogs = ConcurrentHashMap.newKeySet();
  private volatile boolean hasEnded;

  /**
   * @param patience how long a tunnel may take to be opened or closed
   */
  AddedTunnels(RunningClient running, Duration patience) {
    this.running = running;
    this.patience = patience;
  }

  /** As {@link NgrokClient#forward}. */
  Forwarder forward(TunnelConfig tunnel) {
    return opened(tunnel.name(), () -> running.open(tunnel));
  }

  /** As {@link NgrokClient#listen}. */
  Listener listen(TunnelConfig asked) {
    if (asked.options().upstream().proxyProtocol() != ProxyProtocol.NONE) {
      throw new IllegalArgumentException(
          "a listener has no use for the PROXY protocol: ask Connection.visitor()");
    }
    String name = asked.name().equals(Listener.NOWHERE) ? randomName() : asked.name();
    LocalAddress.Program here = new LocalAddress.Program(name, UUID.randomUUID());
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    asked.services().keySet().forEach(protocol -> services.put(protocol, here));
    TunnelConfig tunnel =
        new TunnelConfig(name, services, asked.subdomain(), asked.hostname(), asked.options());
    Backlog backlog = new Backlog();
    Forwarder forwarder = opened(name, () -> running.listen(tunnel, here, backlog));
    backlogs.removeIf(Backlog::isOver);
    backlogs.add(backlog);
    return new Listener(forwarder, backlog);
  }

  private static String randomName() {
    return "listener-%08x".formatted(ThreadLocalRandom.current().nextInt());
  }

  private Forwarder opened(String name, Supplier<Future<List<Route>>> opening) {
    if (hasEnded) {
      throw new NgrokException("The client is closed");
    }
    try {
      Future<List<Route>> opened = opening.get();
      if (!opened.await(patience.toMillis())) {
        var unused = running.close(name);
        throw new NgrokException(
            "The tunnel " + name + " was not open within " + patience.toSeconds() + " s");
      }
      if (!opened.isSuccess()) {
        throw new NgrokException(String.valueOf(opened.cause().getMessage()), opened.cause());
      }
      Forwarder forwarder = new Forwarder(this, name, OpenTunnel.of(opened.getNow()));
      open.add(forwarder);
      return forwarder;
    } catch (UserException | CertificateFileException e) {
      throw new NgrokException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      var unused = running.close(name);
      Thread.currentThread().interrupt();
      throw new NgrokException("Interrupted while the tunnel " + name + " was being opened", e);
    }
  }

  /** What is open of one, under this name. */
  List<OpenTunnel> tunnels(String name) {
    return OpenTunnel.of(running.routes()).stream()
        .filter(each -> each.name().equals(name))
        .toList();
  }

  /** As {@link NgrokClient#closeTunnel}. */
  void close(String name) {
    for (Forwarder each : List.copyOf(open)) {
      if (each.name().equals(name)) {
        open.remove(each);
        each.ended();
      }
    }
    if (!hasEnded) {
      running.close(name).awaitUninterruptibly(patience.toMillis());
    }
  }

  /** The client is about to close: nobody is let in any more. */
  void stopListening() {
    backlogs.forEach(Backlog::close);
  }

  /** The client has closed. */
  void end() {
    hasEnded = true;
    backlogs.forEach(Backlog::end);
    open.forEach(Forwarder::ended);
  }
}
