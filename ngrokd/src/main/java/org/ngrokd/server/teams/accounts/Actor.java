package org.ngrokd.server.teams.accounts;

/**
 * Who does something, for the audit log.
 *
 * @param who an account's subdomain, or "ngrokd" with a word for what is done on the server itself
 * @param address whom it comes from; "" for the server itself
 */
public record Actor(String who, String address) {
  /**
   * Somebody on the server itself.
   *
   * @param word what they use: "user" for "ngrokd user"
   */
  public static Actor server(String word) {
    return new Actor("ngrokd " + word, "");
  }
}
