package org.ngrokd.server.access;

/**
 * Which part of an account's limits one server gives it, each above 0 and at most 1.
 *
 * @param up of bytes per second from the local services to visitors
 * @param down of bytes per second from visitors to the local services
 */
public record Share(double connections, double up, double down) {
  /** On a server alone. */
  public static final Share ALL = new Share(1, 1, 1);
}
