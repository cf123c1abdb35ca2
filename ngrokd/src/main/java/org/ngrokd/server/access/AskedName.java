package org.ngrokd.server.access;

import java.util.Optional;

/**
 * A host name that somebody asks for.
 *
 * @param host in lower case, without a port or a final dot
 * @param base what names below the server's domain end with, without a port
 */
public record AskedName(String host, String base) {
  /** Whether it is the server's own name. */
  public boolean isOwn() {
    return host.equals(base);
  }

  /** What comes before the server's domain; empty when the name is not below it. */
  public Optional<String> subdomain() {
    return host.endsWith("." + base)
        ? Optional.of(host.substring(0, host.length() - base.length() - 1))
        : Optional.empty();
  }

  /** The name one level up; empty when that is nobody's: a top-level domain or the server's own. */
  public Optional<AskedName> parent() {
    String above = host.substring(host.indexOf('.') + 1);
    return host.contains(".") && !isOwn() && !above.equals(base)
        ? Optional.of(new AskedName(above, base))
        : Optional.empty();
  }
}
