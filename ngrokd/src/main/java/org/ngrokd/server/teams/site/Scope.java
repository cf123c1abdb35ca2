package org.ngrokd.server.teams.site;

import java.util.List;
import java.util.Locale;

/** What a token for the API may be for. */
enum Scope {
  /** To read what is one's own. */
  READ,
  /** To close one's own tunnels, disconnect one's clients, reserve names. */
  TUNNELS,
  /** Everything that the account may. */
  ADMIN;

  /** As it stands in a token. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isIn(List<String> scopes) {
    return scopes.contains(word()) || scopes.contains(ADMIN.word());
  }
}
