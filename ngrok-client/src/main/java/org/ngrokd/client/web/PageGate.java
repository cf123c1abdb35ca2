package org.ngrokd.client.web;

import java.util.List;
import org.ngrokd.kit.web.Gate;

/** The gate before the page and the API. */
final class PageGate {
  private static final List<String> LINKED = List.of("/", "/http/in");

  private PageGate() {}

  /**
   * One.
   *
   * @param ownName the host in inspect_addr
   * @param auth "user:password", or "" for none
   */
  static Gate of(String ownName, String auth) {
    return new Gate(
        new Gate.Site(
            "http",
            ownName,
            LINKED::contains,
            new Gate.Password(auth, "The user and password of inspect_auth, please."),
            "This page answers to localhost, to number addresses and to the name in inspect_addr,"
                + " not to the Host that was asked for."));
  }
}
