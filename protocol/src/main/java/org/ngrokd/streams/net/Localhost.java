package org.ngrokd.streams.net;

import java.util.Locale;

/**
 * Names that are this host's, whether the system knows them or not: {@code localhost} and what is
 * below it (RFC 6761).
 */
public final class Localhost {
  private Localhost() {}

  /**
   * Whether a name is one of them.
   *
   * @param host in any case, without a port
   */
  public static boolean isName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }
}
