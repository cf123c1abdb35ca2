package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.tunnel.Served;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports of tcp tunnels: those of this server's own, and those of others, which are open here, too,
 * and whose visitors are sent there. A client that comes here with its port gets the socket that is
 * open for it already; if it does not get the name, visitors go on as before. Safe from any thread.
 */
final class RemotePorts implements TcpPorts {
  /** With what names of tcp tunnels begin. */
  static final String BEGINNING = "tcp://";

  private static final Logger LOG = LoggerFactory.getLogger(RemotePorts.class);

  private final TcpPorts inner;
  private final RemoteTunnels tunnels;
  private final Predicate<String> isThisNode;
  private final Map<String, Held> wanted = new ConcurrentHashMap<>();
  private final Map<Integer, Foreign> open = new ConcurrentHashMap<>();
  private final Set<String> opening = ConcurrentHashMap.newKeySet();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private record Foreign(Held held, Listener listener) {}

  RemotePorts(TcpPorts inner, RemoteTunnels tunnels, Predicate<String> isThisNode) {
    this.inner = inner;
    this.tunnels = tunnels;
    this.isThisNode = isThisNode;
  }

  private static int port(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf(':') + 1));
  }

  @Override
  public Future<Listener> listen(int port) {
    Foreign foreign = port == 0 ? null : open.remove(port);
    return foreign == null
        ? inner.listen(port)
        : ImmediateEventExecutor.INSTANCE.newSucceededFuture(new Adopted(foreign));
  }

  /** Somebody has a name. */
  void held(Held held) {
    if (!held.name().startsWith(BEGINNING)) {
      return;
    }
    if (isThisNode.test(held.node())) {
      wanted.remove(held.name());
    } else {
      wanted.put(held.name(), held);
      look();
    }
  }

  void freed(String name) {
    if (wanted.remove(name) != null) {
      look();
    }
  }

  void gone(String node) {
    if (wanted.values().removeIf(each -> each.node().equals(node))) {
      look();
    }
  }

  /** These are all that there are. */
  void all(List<Held> names) {
    Map<String, Held> now = new ConcurrentHashMap<>();
    names.stream()
        .filter(each -> !isThisNode.test(each.node()))
        .forEach(each -> now.put(each.name(), each));
    wanted.keySet().retainAll(now.keySet());
    wanted.putAll(now);
    look();
  }

  /** How many ports of others are open here. */
  int size() {
    return open.size();
  }

  /** Closes what is not wanted any more, and opens what is; also now and then. */
  void look() {
    open.forEach(
        (port, foreign) -> {
          Held now = wanted.get(foreign.held().name());
          boolean isSame = now != null && now.epoch() == foreign.held().epoch();
          if (!isSame && open.remove(port, foreign)) {
            foreign.listener().close(() -> open(now));
          }
        });
    wanted.values().stream()
        .filter(held -> !open.containsKey(port(held.name())))
        .forEach(this::open);
  }

  private void open(@Nullable Held held) {
    if (held == null || !opening.add(held.name())) {
      return;
    }
    var unused =
        tunnels
            .ofPort(held.name())
            .thenAccept(
                tunnel ->
                    tunnel.ifPresentOrElse(
                        found -> open(held, found), () -> opening.remove(held.name())));
  }

  private void open(Held held, Tunnel tunnel) {
    inner
        .listen(port(held.name()))
        .addListener(
            (Future<Listener> listening) -> {
              opening.remove(held.name());
              if (listening.isSuccess()) {
                told.remove(held.name());
                listening.getNow().serve(tunnel);
                open.put(port(held.name()), new Foreign(held, listening.getNow()));
              } else if (told.add(held.name())) {
                LOG.warn(
                    "Visitors who come here for {} are not let in, for its port cannot be had: {}",
                    held.url(),
                    Failures.oneLine(listening.cause()));
              }
            });
  }

  /** Lets nobody in any more. */
  void close() {
    wanted.clear();
    look();
  }

  /** A socket that was open for another node's tunnel, and is to be this one's. */
  private final class Adopted implements Listener {
    private final Foreign foreign;
    private volatile boolean isServed;

    Adopted(Foreign foreign) {
      this.foreign = foreign;
    }

    @Override
    public int port() {
      return foreign.listener().port();
    }

    @Override
    public void serve(Served served) {
      isServed = true;
      foreign.listener().serve(served);
    }

    @Override
    public void close(Runnable done) {
      if (isServed) {
        foreign.listener().close(done);
      } else {
        open.put(port(), foreign); // it was not given
        done.run();
        look();
      }
    }
  }
}
