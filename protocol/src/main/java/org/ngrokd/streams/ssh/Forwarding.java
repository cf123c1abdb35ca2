package org.ngrokd.streams.ssh;

/**
 * What a forwarded channel says of itself (RFC 4254, 7.2).
 *
 * @param host where it leads, as it was asked for
 * @param port of that, 0 to 65535
 * @param origin the IP address of whoever is at its other end
 * @param originPort of that
 */
public record Forwarding(String host, int port, String origin, int originPort) {
  /** By the one who asked for forwarding: connections to a port over there come here. */
  public static final String FORWARDED = "forwarded-tcpip";

  /** By the one who wants to connect to something that the other can reach. */
  public static final String DIRECT = "direct-tcpip";
}
