package org.ngrokd.client.moving;

import java.util.List;

/**
 * One of frp's proxies that has a counterpart.
 *
 * @param label name and place in the file
 * @param protocol ours: http, https, tcp or tls
 * @param address of the local service, as our config writes it
 * @param proxyProtocol v1, v2 or ""
 */
record Proxy(
    Label label, String protocol, String address, Public names, Rules rules, String proxyProtocol) {
  /** Name, and line in the file. */
  record Label(String name, int line) {}

  /**
   * Where visitors find it.
   *
   * @param hosts whole names, and subdomains
   * @param locations begins of paths; none for all
   * @param port of tcp; 0 for any
   */
  record Public(List<Host> hosts, List<String> locations, int port) {}

  /** A public name: a whole one, or one below the server's domain. */
  record Host(String name, boolean isWhole) {}

  boolean isForAllPaths() {
    return names.locations().isEmpty() || names.locations().contains("/");
  }
}
