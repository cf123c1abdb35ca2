package org.ngrokd.protocol.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What a scripted peer's TLS looks like from outside.
 *
 * @param protocols enabled versions, e.g. {@code TLSv1.2}; empty for the JDK's own choice
 * @param cipherSuites enabled suites by their JDK names; empty for the JDK's own choice
 * @param serverName the SNI to send, a name or an IP literal; empty to send none
 * @param timeout how long connecting or accepting may take, handshake included
 */
public record TlsOptions(
    List<String> protocols,
    List<String> cipherSuites,
    Optional<String> serverName,
    Duration timeout) {

  /** The JDK's versions and suites, no SNI, 25 s. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(List.of(), List.of(), Optional.empty(), Duration.ofSeconds(25));

  /** Copies the lists. */
  public TlsOptions {
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
  }

  public static TlsOptions only(String... protocols) {
    return DEFAULT.withProtocols(protocols);
  }

  public TlsOptions withProtocols(String... enabled) {
    return new TlsOptions(List.of(enabled), cipherSuites, serverName, timeout);
  }

  public TlsOptions withCipherSuites(String... enabled) {
    return new TlsOptions(protocols, List.of(enabled), serverName, timeout);
  }

  public TlsOptions withServerName(String name) {
    return new TlsOptions(protocols, cipherSuites, Optional.of(name), timeout);
  }

  public TlsOptions withTimeout(Duration limit) {
    return new TlsOptions(protocols, cipherSuites, serverName, limit);
  }

  void applyTo(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    if (!protocols.isEmpty()) {
      parameters.setProtocols(protocols.toArray(new String[0]));
    }
    if (!cipherSuites.isEmpty()) {
      parameters.setCipherSuites(cipherSuites.toArray(new String[0]));
    }
    serverName.ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
    engine.setSSLParameters(parameters);
  }
}
