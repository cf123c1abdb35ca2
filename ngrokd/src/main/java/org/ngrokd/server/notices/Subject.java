package org.ngrokd.server.notices;

/**
 * What comes and goes: a tunnel, or all clients of an account together.
 *
 * @param name the tunnel's public URL, or the account's name
 */
public record Subject(Kind kind, String name) {
  /** What it is. */
  public enum Kind {
    TUNNEL,
    CLIENT
  }

  /**
   * What is known of one that is there.
   *
   * @param address of its client, "ip:port"
   * @param account of its client; "" where there are none
   */
  public record Details(String address, String account) {}
}
