package org.ngrokd.server.teams.store;

import java.util.Locale;

/** What an account may do besides opening tunnels. */
public enum Role {
  /** Looks after its own. */
  MEMBER,
  /** Looks after everybody. */
  ADMIN;

  /** As it stands in the database and in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role of a word.
   *
   * @throws IllegalArgumentException with a line for who wrote it, when there is none
   */
  public static Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException("role is '" + word + "'; expected member or admin");
  }
}
