package org.ngrokd.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the visitors of a tunnel speak. All that the programs decide by it is asked of it, so that
 * one more is added here.
 *
 * <p>On the wire it is a text, and a peer may write any: who reads one asks {@link #named}.
 */
public enum TunnelProtocol {
  /** HTTP in the clear. */
  HTTP("http", NamedBy.HOST, Tls.NONE, 80),
  /** HTTP in TLS, which the server ends. */
  HTTPS("https", NamedBy.HOST, Tls.ENDS_AT_SERVER, 443),
  /** Anything, on a public port of its own. */
  TCP("tcp", NamedBy.PORT, Tls.NONE, 0),
  /**
   * Anything in TLS, which goes on to the local service unread, but for the name that it asks for.
   */
  TLS("tls", NamedBy.HOST, Tls.PASSED_ON, 443);

  private static final Map<String, TunnelProtocol> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(TunnelProtocol::wireName, Function.identity()));

  private static final List<String> NAMES =
      Arrays.stream(values()).map(TunnelProtocol::wireName).toList();

  /** What tells its tunnels from one another. */
  private enum NamedBy {
    /** The host that a visitor names; they share a listener. */
    HOST,
    /** The port that a visitor comes to; each has a listener. */
    PORT
  }

  /** What becomes of a visitor's TLS. */
  private enum Tls {
    NONE,
    ENDS_AT_SERVER,
    PASSED_ON
  }

  private final String wireName;
  private final NamedBy namedBy;
  private final Tls tls;
  private final int defaultPort;

  TunnelProtocol(String wireName, NamedBy namedBy, Tls tls, int defaultPort) {
    this.wireName = wireName;
    this.namedBy = namedBy;
    this.tls = tls;
    this.defaultPort = defaultPort;
  }

  /** The one with this very name; empty for what a peer or a user has made up. */
  public static Optional<TunnelProtocol> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The names of all, as people are told what there is. */
  public static List<String> names() {
    return NAMES;
  }

  /** Their names with commas, for people. */
  public static String joined(List<TunnelProtocol> protocols) {
    return protocols.stream().map(TunnelProtocol::wireName).collect(Collectors.joining(", "));
  }

  /** Its name in messages, in files and as the scheme of a URL. */
  public String wireName() {
    return wireName;
  }

  /** Whether its tunnels share a listener, and a visitor names the host. */
  public boolean isNamedByHost() {
    return namedBy == NamedBy.HOST;
  }

  /** Whether each of its tunnels has a public port of its own. */
  public boolean isNamedByPort() {
    return namedBy == NamedBy.PORT;
  }

  /** Whether its visitors speak TLS with the server itself. */
  public boolean endsTls() {
    return tls == Tls.ENDS_AT_SERVER;
  }

  /** Whether a visitor's TLS reaches the local service as it is. */
  public boolean passesTlsOn() {
    return tls == Tls.PASSED_ON;
  }

  /** Whether HTTP is what the server reads, in the clear or when it has ended the TLS. */
  public boolean isHttp() {
    return this == HTTP || this == HTTPS;
  }

  /**
   * Whose listener its visitors come to, where they name the host: all with TLS come to that of
   * https, so a host name there is one name, whoever has it.
   */
  public TunnelProtocol listener() {
    return tls == Tls.PASSED_ON ? HTTPS : this;
  }

  /** The port that its URLs leave out; 0 where a URL always has one. */
  public int defaultPort() {
    return defaultPort;
  }

  /** Its name on the wire. */
  @Override
  public String toString() {
    return wireName;
  }
}
