package org.ngrokd.client.config;

/** Which header of HAProxy's PROXY protocol goes before a visitor's bytes. */
public enum ProxyProtocol {
  /** None: the local service sees this computer. */
  NONE,
  /** Version 1, a line of text. */
  V1,
  /** Version 2, binary. */
  V2;

  /**
   * Reads "v1" or "v2"; the number alone will do.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static ProxyProtocol parse(String text) {
    return switch (text) {
      case "v1", "1" -> V1;
      case "v2", "2" -> V2;
      default ->
          throw new IllegalArgumentException("proxy_protocol is '" + text + "'; expected v1 or v2");
    };
  }
}
