package org.ngrokd.server.ssh.words;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * One tunnel, as a {@code tcpip-forward} request asks for it.
 *
 * @param hostname a whole host name that is not below the server's domain, or ""
 * @param subdomain a name below the server's domain, or ""; both "": the account's own
 * @param port of a tcp tunnel, 0 for any; of a private one the port it is reached at; else 0
 * @param isPrivate whether only users of the gateway reach it, by {@code alias}
 * @param alias the name of a private tunnel, or ""
 */
public record Forward(
    Kind kind, String hostname, String subdomain, int port, boolean isPrivate, String alias) {
  /**
   * Reads a request.
   *
   * @param bindName as sent
   * @param bindPort as sent
   * @param hint of pgrok's client, where it sent one
   * @param isOurDomain whether a name, in lower case, is one of which the server gives subdomains
   * @throws BadForwardException when it cannot be had so, or when the wishes have a fault
   */
  public static Forward of(
      String bindName,
      int bindPort,
      Optional<Kind> hint,
      Wishes wishes,
      Predicate<String> isOurDomain)
      throws BadForwardException {
    return new ForwardReading(hint, wishes, isOurDomain).of(bindName, bindPort);
  }
}
