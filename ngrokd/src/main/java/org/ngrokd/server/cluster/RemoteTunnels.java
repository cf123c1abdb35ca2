package org.ngrokd.server.cluster;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
import org.ngrokd.server.tunnel.ServerAwayException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.RelayEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tunnels of other nodes that somebody has visited here: where they are, by which epoch, and what
 * their visitors have to keep to, which the other node is asked for once for each epoch. While a
 * node does not have a name any more that others believe it has, because its client is at another
 * one or it has died, visitors wait a little. Safe from any thread.
 */
final class RemoteTunnels implements Elsewhere {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteTunnels.class);

  /** A node that does not say is asked again after so long. */
  private static final Duration AGAIN = Duration.ofMillis(500);

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  /** So long those who come wait while a name changes hands. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 160;

  /** Of a name that somebody may have, in characters, with its scheme and port. */
  private static final int LONGEST_KEY = 300;

  /** As many as there are names of which it is known where they are. */
  private static final int MOST_KNOWN = 200_000;

  private final Whereabouts whereabouts;
  private final Nodes nodes;
  private final Links links;
  private final EventLoopGroup loops;
  private final Predicate<String> isThisNode;
  private final Function<String, Optional<Tunnel>> own;
  private final NameChanges changes = new NameChanges();
  private final Surroundings surroundings = new Surroundings();
  private final Map<String, Remote> known = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();

  /**
   * A tunnel as it is visited from here.
   *
   * @param way empty: there is none
   * @param until when it is to be asked for again; empty: it is as it is
   */
  private record Remote(Held held, Tunnel tunnel, Optional<Far> way, Optional<Long> until) {}

  /**
   * This server.
   *
   * @param isThisNode whether a node is it
   * @param own the tunnel by this name that it may serve now
   */
  record Here(Predicate<String> isThisNode, Function<String, Optional<Tunnel>> own) {}

  /**
   * @param here what this server is and has
   */
  RemoteTunnels(
      Whereabouts whereabouts, Nodes nodes, Links links, EventLoopGroup loops, Here here) {
    this.isThisNode = here.isThisNode();
    this.own = here.own();
    this.whereabouts = whereabouts;
    this.nodes = nodes;
    this.links = links;
    this.loops = loops;
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

  /** With the name of http that of https is asked for, which its visitors may be sent on to. */
  @Override
  public Optional<CompletableFuture<Void>> ask(String key) {
    Optional<CompletableFuture<Void>> asked = askOne(key);
    if (asked.isEmpty() || !key.startsWith(HTTP)) {
      return asked;
    }
    Optional<CompletableFuture<Void>> secure = askOne(HTTPS + key.substring(HTTP.length()));
    return secure.isEmpty()
        ? asked
        : Optional.of(CompletableFuture.allOf(asked.get(), secure.get()));
  }

  private Optional<CompletableFuture<Void>> askOne(String key) {
    if (key.length() > LONGEST_KEY) { // nobody's name: what is remembered is bounded by this
      return Optional.empty();
    }
    Optional<Held> held = whereabouts.find(key);
    boolean isFresh = whereabouts.isKnown(key);
    if (isFresh && (held.isEmpty() || isOpenHere(held.get()))) {
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

  private boolean isOpenHere(Held held) {
    return isThisNode.test(held.node()) && own.apply(held.name()).isPresent();
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
    var unused =
        look(key, isFresh, Optional.empty(), FIRST_PAUSE_MILLIS)
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

  /**
   * Looks until somebody has the name who says so, or nobody does; for a while.
   *
   * @param limit empty: a while from when it is known who has it, however long that takes
   */
  private CompletableFuture<Boolean> look(
      String key, boolean isFresh, Optional<Long> limit, long pause) {
    CompletableFuture<Boolean> located =
        isFresh
            ? CompletableFuture.completedFuture(true)
            : changes.orChange(key, whereabouts.ask(key).thenApply(done -> true), true);
    return located.thenCompose(
        done -> {
          long until = limit.orElseGet(() -> now() + PATIENCE.toNanos());
          return describe(key)
              .thenCompose(
                  isSettled ->
                      isSettled || now() - until >= 0
                          ? CompletableFuture.completedFuture(isSettled || giveUp(key))
                          : changes
                              .pause(key, pause)
                              .thenComposeAsync(
                                  changed -> lookAgain(key, changed, until, pause), loops));
        });
  }

  /** Who has just got it may need a moment to know that. */
  private CompletableFuture<Boolean> lookAgain(
      String key, boolean hasChanged, long until, long pause) {
    return hasChanged
        ? look(key, whereabouts.isKnown(key), Optional.empty(), FIRST_PAUSE_MILLIS)
        : look(key, false, Optional.of(until), Math.min(2 * pause, LONGEST_PAUSE_MILLIS));
  }

  private static long now() {
    return System.nanoTime();
  }

  /** Those who come next are told so at once, for a while. */
  private boolean giveUp(String key) {
    whereabouts
        .find(key)
        .filter(held -> !isThisNode.test(held.node()))
        .ifPresent(held -> remember(unreachable(held)));
    return false;
  }

  /** Whether it is known now who has it, and what visitors have to keep to. */
  private CompletableFuture<Boolean> describe(String key) {
    Optional<Held> found = whereabouts.find(key);
    if (found.isEmpty() || isThisNode.test(found.get().node())) {
      known.remove(key);
      boolean isOpen = found.isEmpty() || own.apply(key).isPresent(); // it may be about to be
      return CompletableFuture.completedFuture(isOpen);
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
                          return CompletableFuture.completedFuture(false);
                        }));
  }

  private static Links.Place place(String node, String address) {
    return new Links.Place(node, HostAndPort.parse(address));
  }

  private CompletableFuture<Boolean> describe(Held held, Links.Place there) {
    CompletableFuture<Boolean> described =
        links
            .describe(there, held.url(), held.epoch(), loops.next())
            .handle(
                (description, failure) -> {
                  if (failure == null) {
                    remember(remote(held, there, description));
                    return true;
                  }
                  if (Causes.of(failure) instanceof NotOursException) {
                    whereabouts.forget(held);
                  } else {
                    LOG.debug("{} does not say: {}", there, Failures.oneLine(Causes.of(failure)));
                  }
                  return false;
                });
    return changes.orChange(held.name(), described, false);
  }

  /** What is no longer known to be anywhere is of no use: changes may have been missed. */
  private void remember(Remote remote) {
    if (known.size() >= MOST_KNOWN) {
      known.keySet().removeIf(key -> whereabouts.find(key).isEmpty());
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
    }
    known.put(remote.held().name(), remote);
  }

  private static final Optional<Long> NEVER = Optional.empty();

  /** Visitors are told that it is not to be reached, not that there is none. */
  private Remote unreachable(Held held) {
    ProxySource nowhere =
        (tunnel, address, loop) ->
            loop.newFailedFuture(new ServerAwayException("its server is not to be reached"));
    return new Remote(
        held,
        tunnel(held, TunnelRules.OPEN, nowhere),
        Optional.empty(),
        Optional.of(System.nanoTime() + AGAIN.toNanos()));
  }

  private Remote remote(Held held, Links.Place there, Description description) {
    Far far = new Far(held, there, description, surroundings);
    return new Remote(held, tunnel(held, description.rules(), far), Optional.of(far), NEVER);
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

  /** Somebody has a name; that may be told again, or late. */
  void held(Held held) {
    boolean isNews =
        Optional.ofNullable(known.get(held.name()))
            .filter(remote -> remote.until().isEmpty() && remote.held().epoch() >= held.epoch())
            .isEmpty();
    if (isNews) {
      changed(held.name());
    }
  }

  /** Somebody has got a name, or nobody has it any more. */
  void changed(String key) {
    known.remove(key);
    changes.changed(key);
  }

  /** A node is gone. */
  void gone(String node) {
    known.values().stream()
        .map(Remote::held)
        .filter(held -> held.node().equals(node))
        .map(Held::name)
        .toList()
        .forEach(this::changed);
  }

  /**
   * A name was not where it was believed to be: where it is now, if what holds there is the same.
   */
  private CompletableFuture<Optional<Pursuit.Found>> again(Held wrong, Description expected) {
    String key = wrong.name();
    known.computeIfPresent(
        key, (name, remote) -> remote.held().epoch() == wrong.epoch() ? null : remote);
    return ask(key)
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenApply(done -> here(key, expected).or(() -> elsewhere(wrong, expected)));
  }

  private Optional<Pursuit.Found> here(String key, Description expected) {
    return own.apply(key)
        .filter(tunnel -> Description.of(tunnel).isSame(expected))
        .map(
            tunnel ->
                new Pursuit.Found(
                    new Held(key, tunnel.url().toString(), "", tunnel.claim().epoch()),
                    tunnel::open));
  }

  private Optional<Pursuit.Found> elsewhere(Held wrong, Description expected) {
    return remote(wrong.name())
        .flatMap(Remote::way)
        .filter(far -> far.isAnother(wrong))
        .filter(far -> far.isSame(expected))
        .map(Far::found);
  }

  /** What ways over other nodes work with. */
  private final class Surroundings implements Far.Surroundings {
    @Override
    public Future<RelayEnd> open(Links.Place there, StreamHead head, EventLoop loop) {
      return links.open(there, head, loop);
    }

    @Override
    public void isNotThere(Held wrong) {
      whereabouts.forget(wrong);
    }

    @Override
    public CompletableFuture<Optional<Pursuit.Found>> again(Held wrong, Description expected) {
      return RemoteTunnels.this.again(wrong, expected);
    }

    @Override
    public boolean isStill(Held where) {
      return whereabouts.find(where.name()).filter(now -> now.epoch() == where.epoch()).isPresent();
    }

    @Override
    public NameChanges changes() {
      return changes;
    }
  }
}
