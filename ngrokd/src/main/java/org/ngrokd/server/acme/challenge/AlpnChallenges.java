package org.ngrokd.server.acme.challenge;

import io.netty.handler.ssl.SslContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * What the https port shows a CA that looks whether a name is ours (RFC 8737): while it is
 * expected, and to whoever asks for the protocol "acme-tls/1" under that name. Safe from any
 * thread.
 */
public final class AlpnChallenges {
  /** What a CA asks for in its hello. */
  public static final String PROTOCOL = "acme-tls/1";

  private final Map<String, SslContext> contexts = new ConcurrentHashMap<>();
  private final BiFunction<String, byte[], SslContext> certificates;

  /**
   * @param certificates makes TLS contexts of a name and the digest that their certificate shows
   */
  public AlpnChallenges(BiFunction<String, byte[], SslContext> certificates) {
    this.certificates = certificates;
  }

  /** From now on the name has this certificate for who asks so. */
  public Published publish(String name, byte[] digest) {
    String key = ServerNames.of(name);
    SslContext context = certificates.apply(name, digest);
    contexts.put(key, context);
    return () -> contexts.remove(key, context);
  }

  /** Whether a CA is expected at all. */
  public boolean isEmpty() {
    return contexts.isEmpty();
  }

  /** What a CA is shown under this name; empty: none is expected. */
  public Optional<SslContext> find(String name) {
    return Optional.ofNullable(contexts.get(name));
  }
}
