package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  private final Function<String, CompletableFuture<Optional<Tunnel>>> tunnels;
  private final Predicate<String> isThisNode;
  private final Map<String, Held> wanted = new ConcurrentHashMap<>();
  private final Map<Integer, Foreign> open = new ConcurrentHashMap<>();
  private final Set<String> opening = ConcurrentHashMap.newKeySet();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Supplier<CompletableFuture<List<Held>>> names;
  private @Nullable Listing listing; // under the lock, as what is wanted changes

  private record Foreign(Held held, Listener listener) {}

  /** All names are asked for: what is heard meanwhile is newer than the answer. */
  private static final class Listing {
    final Set<String> changed = new HashSet<>();
    final Set<String> gone = new HashSet<>();

    boolean isOlderThan(Held held) {
      return !changed.contains(held.name()) && !gone.contains(held.node());
    }
  }

  /**
   * @param tunnels finds one by its name, at the server that has it
   * @param names asks for all names of tcp tunnels
   */
  RemotePorts(
      TcpPorts inner,
      Function<String, CompletableFuture<Optional<Tunnel>>> tunnels,
      Predicate<String> isThisNode,
      Supplier<CompletableFuture<List<Held>>> names) {
    this.inner = inner;
    this.tunnels = tunnels;
    this.isThisNode = isThisNode;
    this.names = names;
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
    if (held.name().startsWith(BEGINNING)) {
      learn(held);
      look();
    }
  }

  private synchronized void learn(Held held) {
    noteChange(held.name());
    if (isThisNode.test(held.node())) {
      wanted.remove(held.name());
    } else {
      wanted.put(held.name(), held);
    }
  }

  private void noteChange(String name) {
    if (listing != null) {
      listing.changed.add(name);
    }
  }

  void freed(String name) {
    if (name.startsWith(BEGINNING) && forget(name)) {
      look();
    }
  }

  private synchronized boolean forget(String name) {
    noteChange(name);
    return wanted.remove(name) != null;
  }

  void gone(String node) {
    if (forgetNode(node)) {
      look();
    }
  }

  private synchronized boolean forgetNode(String node) {
    if (listing != null) {
      listing.gone.add(node);
    }
    return wanted.values().removeIf(each -> each.node().equals(node));
  }

  /**
   * Something may not have been told.
   *
   * @return fails when it could not be found out
   */
  CompletableFuture<Void> lookAtAll() {
    Listing asked = new Listing();
    synchronized (this) {
      listing = asked;
    }
    return names.get().thenAccept(all -> all(asked, all));
  }

  /** Where it was asked once more meanwhile, that answer counts. */
  private void all(Listing asked, List<Held> all) {
    Map<String, Held> now = new HashMap<>();
    synchronized (this) {
      if (listing != asked) {
        return;
      }
      listing = null;
      all.stream()
          .filter(each -> !isThisNode.test(each.node()) && asked.isOlderThan(each))
          .forEach(each -> now.put(each.name(), each));
      wanted.keySet().removeIf(name -> !asked.changed.contains(name) && !now.containsKey(name));
      wanted.putAll(now);
    }
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
          if (now == null) {
            close(port, foreign);
          } else if (now.epoch() != foreign.held().epoch()) {
            leadTo(now, port, foreign);
          }
        });
    wanted.values().stream()
        .filter(held -> !open.containsKey(port(held.name())))
        .forEach(this::open);
  }

  private void close(int port, Foreign foreign) {
    if (open.remove(port, foreign)) {
      foreign.listener().close(() -> {});
    }
  }

  /** Its client is at another node now: the port stays open. */
  private void leadTo(Held now, int port, Foreign foreign) {
    if (!opening.add(now.name())) {
      return;
    }
    var unused =
        tunnels
            .apply(now.name())
            .thenAccept(
                tunnel -> {
                  opening.remove(now.name());
                  Foreign next = new Foreign(now, foreign.listener());
                  if (tunnel.isEmpty()) {
                    close(port, foreign);
                  } else if (open.replace(port, foreign, next)) {
                    foreign.listener().serve(tunnel.get());
                  }
                });
  }

  private void open(Held held) {
    if (!opening.add(held.name())) {
      return;
    }
    var unused =
        tunnels
            .apply(held.name())
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
    synchronized (this) {
      listing = null;
      wanted.clear();
    }
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
