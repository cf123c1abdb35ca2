package org.ngrokd.client.inspect;

/**
 * Where a request comes from.
 *
 * @param tunnel the tunnel's name
 * @param protocol "http" or "https"
 * @param url the tunnel's public URL, "" where there is none
 * @param clientAddr the visitor, as the server told it; may be anything
 * @param replayOf the id of the exchange that it repeats, or ""
 * @param isImported whether it was read from a file
 * @param local the local service that its path led to, "" where there is one for all
 */
public record Origin(
    String tunnel,
    String protocol,
    String url,
    String clientAddr,
    String replayOf,
    boolean isImported,
    String local) {
  /** Where there is one local service for all. */
  public Origin(
      String tunnel,
      String protocol,
      String url,
      String clientAddr,
      String replayOf,
      boolean isImported) {
    this(tunnel, protocol, url, clientAddr, replayOf, isImported, "");
  }

  /** The same, at this local service. */
  Origin at(String localService) {
    return new Origin(tunnel, protocol, url, clientAddr, replayOf, isImported, localService);
  }
}
