package org.ngrokd.server.tunnel;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * Names whose clients are on their way here, because this server has taken the place of the one
 * that they were at: who visits one of them meanwhile had better wait than hear that there is no
 * such tunnel. Safe from any thread.
 */
final class Comebacks {
  private final Map<String, CompletableFuture<Void>> expected = new ConcurrentHashMap<>();

  void expect(Collection<String> keys) {
    keys.forEach(key -> expected.put(key, new CompletableFuture<>()));
  }

  /** Done when the name is there, or is not waited for any more; empty: nobody waits for it. */
  Optional<CompletableFuture<Void>> of(TunnelProtocol protocol, String host) {
    return expected.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(expected.get(PublicUrl.key(protocol, host)));
  }

  void arrived(String key) {
    if (!expected.isEmpty()) {
      CompletableFuture<Void> awaited = expected.remove(key);
      if (awaited != null) {
        awaited.complete(null);
      }
    }
  }

  /** Who is not here by now does not come. */
  void end() {
    expected.keySet().forEach(this::arrived);
  }
}
