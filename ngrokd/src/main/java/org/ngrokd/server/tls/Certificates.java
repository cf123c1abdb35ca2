package org.ngrokd.server.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which certificate a connection is shown. Each TLS listener asks for each new connection, on that
 * connection's event loop, which must not be blocked: a certificate that has to be got first comes
 * later, on any thread, but has to come or to fail in bounded time: meanwhile the connection's own
 * deadline stands still.
 */
public interface Certificates {
  /**
   * Whether it depends on the server that is asked for. If not, nobody's ClientHello is read for
   * it.
   */
  boolean dependOnName();

  /**
   * What a CA is shown that looks whether a name is ours (RFC 8737), whoever has a tunnel of that
   * name. Asked only if they depend on the name.
   *
   * @return empty when no CA is expected there
   */
  default Optional<SslContext> challenge(String serverName) {
    return Optional.empty();
  }

  /** Whether it depends, too, on whether a peer knows certificates with keys of ECDSA. */
  default boolean dependOnKey() {
    return false;
  }

  /** What TLS goes on with for a peer that knows keys of RSA alone. */
  default Future<SslContext> contextOfRsa(String serverName) {
    return context(serverName);
  }

  /**
   * What TLS goes on with.
   *
   * @param serverName in lower case, without a final dot; "" where none is named or asked for
   * @return fails when there is no certificate: the connection is closed with an alert
   */
  Future<SslContext> context(String serverName);

  /**
   * When certificates end, for people who look after the server.
   *
   * @param most so many, those that end first
   */
  default List<Expiry> expiries(int most) {
    return List.of();
  }

  /** That what is shown under a name is good until then. */
  record Expiry(String name, Instant at) {}
}
