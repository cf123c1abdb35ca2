package org.ngrokd.server.tunnel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * The open tunnels of this server by their name, as visitors ask for them. Whose a name is, the
 * {@link Directory} says before. Safe from any thread.
 */
public final class TunnelRegistry {
  private final Map<String, Served> byKey = new ConcurrentHashMap<>();
  private final AtomicInteger tls = new AtomicInteger();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger own = new AtomicInteger();
  private final Comebacks comebacks = new Comebacks();
  private final Optional<TunnelMeters> meters;
  private volatile Consumer<Tunnel> served = tunnel -> {};
  private volatile Elsewhere elsewhere = Elsewhere.NOWHERE;

  /** One of which nobody looks at what passes. */
  public TunnelRegistry() {
    this(Optional.empty());
  }

  private TunnelRegistry(Optional<TunnelMeters> meters) {
    this.meters = meters;
  }

  /** One whose tunnels have {@link #meters}. */
  public static TunnelRegistry metered() {
    return new TunnelRegistry(Optional.of(new TunnelMeters()));
  }

  /**
   * What passes through its tunnels.
   *
   * @throws IllegalStateException when nobody was to look
   */
  public TunnelMeters meters() {
    return meters.orElseThrow(() -> new IllegalStateException("nobody meters these tunnels"));
  }

  /** What passes through a tunnel of this server; empty: it is closed, or nobody looks. */
  public Optional<TunnelMeter> meter(Tunnel tunnel) {
    return meters.flatMap(all -> all.of(tunnel));
  }

  /**
   * Who hears of each tunnel that is served from now on; it must not block. One at most; before the
   * first client comes.
   */
  public void onServed(Consumer<Tunnel> listener) {
    served = listener;
  }

  /** Where tunnels are that are not here; before the first visitor comes. */
  public void beside(Elsewhere others) {
    elsewhere = others;
  }

  /**
   * Registers the tunnel; false when its name is taken. An https and a tls tunnel cannot have the
   * same one: who comes first has it.
   */
  boolean register(Tunnel tunnel) {
    if (!put(tunnel)) {
      return false;
    }
    opened(tunnel);
    comebacks.arrived(tunnel.key());
    return true;
  }

  /** As with one tunnel; its members are told by themselves. */
  boolean register(Pool pool) {
    boolean registered = put(pool);
    if (registered) {
      comebacks.arrived(pool.key());
    }
    return registered;
  }

  private boolean put(Served named) {
    boolean registered = byKey.putIfAbsent(named.key(), named) == null;
    if (registered && isTls(named)) {
      tls.incrementAndGet();
    }
    return registered;
  }

  /** There is one more; told of those of a pool, before anybody finds them. */
  void opened(Tunnel tunnel) {
    size.incrementAndGet();
    meters.ifPresent(all -> all.opened(tunnel));
    served.accept(tunnel);
  }

  /** One of a pool is there no more. */
  void closed(Tunnel tunnel) {
    size.decrementAndGet();
    meters.ifPresent(all -> all.closed(tunnel));
  }

  /** Frees the tunnel's name, if it is this tunnel that has it. */
  void unregister(Tunnel tunnel) {
    if (remove(tunnel)) {
      closed(tunnel);
    }
  }

  /** Frees the name of a pool without members. */
  void unregister(Pool pool) {
    var unused = remove(pool);
  }

  private boolean remove(Served named) {
    boolean isGone = byKey.remove(named.key(), named);
    if (isGone && isTls(named)) {
      tls.decrementAndGet();
    }
    return isGone;
  }

  /**
   * The tunnel for a Host header, or for the server name in a ClientHello. Protocol: §4 "by the
   * host name, whatever the port beside it".
   *
   * @param protocol of the tunnel, which is found by its host
   */
  public Optional<Tunnel> find(TunnelProtocol protocol, String hostHeader) {
    return find(VhostKey.of(protocol, hostHeader), null);
  }

  /**
   * The same, for a visitor who may have been here before.
   *
   * @param current by which the request before was served: where several share the name it is the
   *     same again, as long as it serves
   */
  public Optional<Tunnel> find(VhostKey key, @Nullable Tunnel current) {
    Served named = byKey.get(key.text());
    if (named != null && named.protocol() == key.protocol()) {
      Optional<Tunnel> chosen = named.choose(current);
      if (chosen.isPresent() && chosen.get().claim().isHeld()) {
        return chosen;
      }
    }
    return elsewhere.isThere() ? elsewhere(key) : Optional.empty();
  }

  private Optional<Tunnel> elsewhere(VhostKey key) {
    return elsewhere.find(key.text()).filter(tunnel -> tunnel.protocol() == key.protocol());
  }

  /** What has this name, of which nobody is chosen. */
  public Optional<Served> named(TunnelProtocol protocol, String hostHeader) {
    return named(VhostKey.of(protocol, hostHeader));
  }

  /** The URL under which visitors find a tunnel, here or elsewhere; nobody is chosen. */
  public Optional<PublicUrl> url(TunnelProtocol protocol, String hostHeader) {
    VhostKey key = VhostKey.of(protocol, hostHeader);
    return named(key)
        .flatMap(named -> named.tunnels().stream().findFirst())
        .or(() -> elsewhere(key))
        .map(Tunnel::url);
  }

  private Optional<Served> named(VhostKey key) {
    Served named = byKey.get(key.text());
    return named == null || named.protocol() != key.protocol()
        ? Optional.empty()
        : Optional.of(named);
  }

  /** One of this server's own that it may serve now. */
  public Optional<Tunnel> held(String key) {
    return Optional.ofNullable(byKey.get(key))
        .flatMap(named -> named.choose(null))
        .filter(tunnel -> tunnel.claim().isHeld());
  }

  /** What the names of its tunnels are found by, for another server. */
  public List<String> keys() {
    return List.copyOf(byKey.keySet());
  }

  /**
   * Waits for clients that come from another server.
   *
   * @param keys its {@link #keys}
   */
  public void expect(Collection<String> keys) {
    comebacks.expect(keys.stream().filter(key -> !byKey.containsKey(key)).toList());
    byKey.keySet().forEach(comebacks::arrived); // those that came meanwhile
  }

  /** Who has not come by now does not come. */
  public void expectNobody() {
    comebacks.end();
  }

  /**
   * Whether a visitor had better wait for a tunnel.
   *
   * @return done when it is there or does not come; empty when nobody waits for it
   */
  public Optional<CompletableFuture<Void>> comeback(TunnelProtocol protocol, String hostHeader) {
    Optional<CompletableFuture<Void>> comeback = comebacks.of(protocol, hostHeader);
    return comeback.isPresent() ? comeback : awaited(protocol, hostHeader);
  }

  /**
   * Whether it has to be found out first where the tunnel is.
   *
   * @return done when that is known; empty: it is, as far as it can be
   */
  public Optional<CompletableFuture<Void>> awaited(TunnelProtocol protocol, String hostHeader) {
    if (!elsewhere.isThere()) {
      return Optional.empty();
    }
    String key = PublicUrl.key(protocol, hostHeader);
    return isHeld(key) ? Optional.empty() : elsewhere.ask(key);
  }

  /** The same question, of which nobody's turn comes. */
  private boolean isHeld(String key) {
    Served named = byKey.get(key);
    return named != null && named.tunnels().stream().anyMatch(tunnel -> tunnel.claim().isHeld());
  }

  /** Whether there is a tls tunnel at all: if not, nobody's server name is of interest. */
  public boolean hasTls() {
    return tls.get() > 0 || elsewhere.isThere();
  }

  private static boolean isTls(Served named) {
    return named.protocol().passesTlsOn();
  }

  /** Registers a name of the server's own pages, which stays and is no tunnel of anybody's. */
  boolean registerOwn(Tunnel pages) {
    boolean registered = register(pages);
    if (registered) {
      own.incrementAndGet();
    }
    return registered;
  }

  /** Those that are open now, without the server's own pages. */
  public List<Tunnel> open() {
    return all().stream().filter(tunnel -> tunnel.claim().holder() != Holder.SETTLED).toList();
  }

  /** All that are open now, the server's own pages too. */
  public List<Tunnel> all() {
    return byKey.values().stream().flatMap(named -> named.tunnels().stream()).toList();
  }

  /** How many tunnels are open. */
  public int size() {
    return size.get() - own.get();
  }
}
