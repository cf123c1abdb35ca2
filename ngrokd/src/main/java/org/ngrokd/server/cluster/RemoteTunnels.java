package org.ngrokd.server.cluster;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.links.Description;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.server.cluster.links.NotOursException;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.Elsewhere;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.RelayEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tunnels of other nodes that somebody has visited here: where they are, by which epoch, and what
 * their visitors have to keep to, which the other node is asked for once for each epoch. Safe from
 * any thread.
 */
final class RemoteTunnels implements Elsewhere {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteTunnels.class);

  /** A node that does not say is asked again after so long. */
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** Of a name that somebody may have, in characters, with its scheme and port. */
  private static final int LONGEST_KEY = 300;

  private final Whereabouts whereabouts;
  private final Nodes nodes;
  private final Links links;
  private final EventLoopGroup loops;
  private final Predicate<String> isThisNode;
  private final Map<String, Remote> known = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();

  /**
   * A tunnel as it is visited from here.
   *
   * @param until when it is to be asked for again; empty: it is as it is
   */
  private record Remote(Held held, Tunnel tunnel, Optional<Long> until) {}

  /**
   * @param isThisNode whether a node is this server
   */
  RemoteTunnels(
      Whereabouts whereabouts,
      Nodes nodes,
      Links links,
      EventLoopGroup loops,
      Predicate<String> isThisNode) {
    this.whereabouts = whereabouts;
    this.nodes = nodes;
    this.links = links;
    this.loops = loops;
    this.isThisNode = isThisNode;
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public Optional<Tunnel> find(String key) {
    return remote(key).map(Remote::tunnel);
  }

  private Optional<Remote> remote(String key) {
    Optional<Held> held = whereabouts.find(key);
    if (held.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(known.get(key))
        .filter(remote -> remote.held().epoch() == held.get().epoch());
  }

  @Override
  public Optional<CompletableFuture<Void>> ask(String key) {
    if (key.length() > LONGEST_KEY) { // nobody's name: what is remembered is bounded by this
      return Optional.empty();
    }
    Optional<Held> held = whereabouts.find(key);
    boolean isFresh = whereabouts.isKnown(key);
    if (isFresh && (held.isEmpty() || isThisNode.test(held.get().node()))) {
      return Optional.empty();
    }
    Optional<Remote> remote = remote(key).filter(this::isGood);
    if (remote.isEmpty()) {
      return Optional.of(begin(key, isFresh));
    }
    if (!isFresh) {
      var unused = whereabouts.ask(key); // for those who come later
    }
    return Optional.empty();
  }

  private boolean isGood(Remote remote) {
    return remote.until().filter(until -> System.nanoTime() - until >= 0).isEmpty();
  }

  private CompletableFuture<Void> begin(String key, boolean isFresh) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> already = pending.putIfAbsent(key, mine);
    if (already != null) {
      return already;
    }
    CompletableFuture<Void> located =
        isFresh ? CompletableFuture.completedFuture(null) : whereabouts.ask(key);
    var unused =
        located
            .thenCompose(done -> describe(key))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("Where {} is, is not known: {}", key, Failures.oneLine(failure));
                  }
                  pending.remove(key);
                  mine.complete(null);
                });
    return mine;
  }

  private CompletableFuture<Void> describe(String key) {
    Optional<Held> found = whereabouts.find(key).filter(each -> !isThisNode.test(each.node()));
    if (found.isEmpty()) {
      known.remove(key);
      return CompletableFuture.completedFuture(null);
    }
    Held held = found.get();
    return nodes
        .find(held.node())
        .thenCompose(
            card ->
                card.map(there -> place(there.id(), there.address()))
                    .map(there -> describe(held, there))
                    .orElseGet(
                        () -> {
                          whereabouts.forget(held);
                          return CompletableFuture.completedFuture(null);
                        }));
  }

  private static Links.Place place(String node, String address) {
    return new Links.Place(node, HostAndPort.parse(address));
  }

  private CompletableFuture<Void> describe(Held held, Links.Place there) {
    return links
        .describe(there, held.url(), held.epoch(), loops.next())
        .handle(
            (description, failure) -> {
              if (failure == null) {
                known.put(held.name(), new Remote(held, tunnel(held, there, description), NEVER));
              } else if (Causes.of(failure) instanceof NotOursException) {
                whereabouts.forget(held);
              } else {
                LOG.debug("{} does not say: {}", there, Failures.oneLine(Causes.of(failure)));
                known.put(held.name(), unreachable(held));
              }
              return null;
            });
  }

  private static final Optional<Long> NEVER = Optional.empty();

  /** Visitors are told that it is not to be reached, not that there is none. */
  private Remote unreachable(Held held) {
    ProxySource nowhere =
        (tunnel, address, loop) ->
            loop.newFailedFuture(new ServiceDownException("its server is not to be reached"));
    return new Remote(
        held,
        tunnel(held, TunnelRules.OPEN, nowhere),
        Optional.of(System.nanoTime() + AGAIN.toNanos()));
  }

  private Tunnel tunnel(Held held, Links.Place there, Description description) {
    return tunnel(held, description.rules(), new Far(held, there, description.believesForwarded()));
  }

  private static Tunnel tunnel(Held held, TunnelRules rules, ProxySource source) {
    Claim claim = new Claim(url(held.url()), Holder.SETTLED, held.epoch());
    return new Tunnel(claim, rules, source, Tunnel.Release.NOTHING);
  }

  static PublicUrl url(String text) {
    int end = text.indexOf("://");
    TunnelProtocol protocol =
        TunnelProtocol.named(text.substring(0, Math.max(0, end)))
            .orElseThrow(() -> new IllegalArgumentException("no protocol of ours: " + text));
    return new PublicUrl(protocol, text.substring(end + "://".length()));
  }

  /** A tunnel that is asked for by its port, whatever its rules are. */
  CompletableFuture<Optional<Tunnel>> ofPort(String key) {
    return ask(key)
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenApply(done -> remote(key).filter(each -> each.until().isEmpty()).map(Remote::tunnel));
  }

  /** Somebody has got a name, or nobody has it any more. */
  void changed(String key) {
    known.remove(key);
  }

  /** A node is gone. */
  void gone(String node) {
    known.values().removeIf(each -> each.held().node().equals(node));
  }

  void forgetAll() {
    known.clear();
  }

  /** The way over the other node. */
  private final class Far implements ProxySource {
    private final Held held;
    private final Links.Place there;
    private final boolean believes;

    Far(Held held, Links.Place there, boolean believes) {
      this.held = held;
      this.there = there;
      this.believes = believes;
    }

    @Override
    public Object client() {
      return "node " + there.id();
    }

    @Override
    public boolean believesForwarded() {
      return believes;
    }

    @Override
    public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
      String visitor = clientAddr.isEmpty() ? "unknown" : clientAddr;
      StreamHead head = new StreamHead(held.url(), visitor, held.epoch());
      Future<RelayEnd> opening = links.open(there, head, preferred);
      opening.addListener(
          (Future<RelayEnd> done) -> {
            if (done.cause() instanceof NotOursException) {
              whereabouts.forget(held);
            }
          });
      return opening;
    }
  }
}
