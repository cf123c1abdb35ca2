package org.ngrokd.server.tunnel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * Remembers, per protocol, the last URL of a client by its id and by its address, so that a client
 * that comes back gets its random name or port again. The least recently used entries make room
 * when it holds about 1 MB.
 *
 * <p>Safe from any thread. Protocol: §4 "Affinity".
 */
public final class AffinityCache {
  private static final long DEFAULT_LIMIT = 1024L * 1024;

  /** What an entry costs besides its characters, in bytes: map entry, two strings. */
  private static final int ENTRY_OVERHEAD = 120;

  private final long limit;
  private final Map<String, String> urls = new LinkedHashMap<>(16, 0.75f, true);
  private long size;
  private volatile Optional<SharedAffinity> shared = Optional.empty();

  public AffinityCache() {
    this(DEFAULT_LIMIT);
  }

  /**
   * @param limit about how much memory it may hold, in bytes
   */
  AffinityCache(long limit) {
    this.limit = limit;
  }

  /** The URL that this client had last: by its id, else by its address. */
  synchronized Optional<String> remembered(TunnelProtocol protocol, TunnelRequest.Owner owner) {
    String byId = urls.get(idKey(protocol, owner));
    return Optional.ofNullable(byId != null ? byId : urls.get(ipKey(protocol, owner)));
  }

  /** The URL that this very client had last. */
  synchronized Optional<String> rememberedOfClient(
      TunnelProtocol protocol, TunnelRequest.Owner owner) {
    return Optional.ofNullable(urls.get(idKey(protocol, owner)));
  }

  /** Remembers the URL for this client's id and address. */
  void remember(PublicUrl url, TunnelRequest.Owner owner) {
    Map<String, String> both = new LinkedHashMap<>();
    both.put(idKey(url.protocol(), owner), url.toString());
    both.put(ipKey(url.protocol(), owner), url.toString());
    restore(both);
    shared.ifPresent(others -> others.remember(both));
  }

  /** From now on other servers remember, too; before the first client comes. */
  public void beside(SharedAffinity others) {
    shared = Optional.of(others);
  }

  /**
   * Asks what other servers remember of a client.
   *
   * @return done when that is known here or cannot be, whatever it came to; empty: there are none
   */
  Optional<CompletionStage<Void>> recall(TunnelProtocol protocol, TunnelRequest.Owner owner) {
    return shared.map(
        others ->
            others
                .recall(List.of(idKey(protocol, owner), ipKey(protocol, owner)))
                .handle(
                    (known, failure) -> {
                      if (failure == null) {
                        restore(known);
                      }
                      return null;
                    }));
  }

  /** Everything remembered, least recently used first. */
  public synchronized Map<String, String> entries() {
    return new LinkedHashMap<>(urls);
  }

  /** Adds entries as {@link #entries} gave them. */
  public synchronized void restore(Map<String, String> entries) {
    entries.forEach(this::put);
  }

  private void put(String key, String url) {
    String before = urls.put(key, url);
    size += cost(key, url) - (before == null ? 0 : cost(key, before));
    var oldest = urls.entrySet().iterator();
    while (size > limit && oldest.hasNext()) {
      var entry = oldest.next();
      size -= cost(entry.getKey(), entry.getValue());
      oldest.remove();
    }
  }

  private static long cost(String key, String url) {
    return (long) ENTRY_OVERHEAD + key.length() + url.length();
  }

  private static String idKey(TunnelProtocol protocol, TunnelRequest.Owner owner) {
    return "client-id-" + protocol + ":" + owner.clientId();
  }

  private static String ipKey(TunnelProtocol protocol, TunnelRequest.Owner owner) {
    return "client-ip-" + protocol + ":" + owner.clientIp();
  }
}
