package org.ngrokd.server.teams.store;

import java.util.Locale;

/** What kind of name is somebody's. */
public enum NameKind {
  /** Below the server's domain, without it. */
  SUBDOMAIN,
  /** A whole host name. */
  HOSTNAME,
  /** A public TCP port. */
  PORT;

  /** As it stands in the database and in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of a word.
   *
   * @throws IllegalArgumentException with a line for who wrote it, when there is none
   */
  public static NameKind of(String word) {
    for (NameKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "kind is '" + word + "'; expected subdomain, hostname or port");
  }
}
