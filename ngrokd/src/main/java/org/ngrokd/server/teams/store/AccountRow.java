package org.ngrokd.server.teams.store;

import java.time.Instant;
import java.util.Optional;

/**
 * An account as it is kept. Immutable.
 *
 * @param id 16 random hexadecimal digits, never given again
 * @param identity who it is for a provider; empty: it can sign in by a link only
 * @param person whose it is
 * @param subdomain its stable name below the domain, one of its {@link NameRow}s
 * @param limits what it may, as an entry of users.yml without its token; "": as the server has it
 * @param lastPort the public port that it had last; 0: none yet
 * @param signedIn last; empty: never
 */
public record AccountRow(
    String id,
    Optional<Identity> identity,
    Person person,
    String subdomain,
    Role role,
    boolean isDisabled,
    String limits,
    int lastPort,
    Instant created,
    Optional<Instant> signedIn) {
  /**
   * Who somebody is for a provider.
   *
   * @param provider its name in the server's config
   * @param subject what the provider calls them, for ever
   */
  public record Identity(String provider, String subject) {}

  /**
   * What people call somebody. It comes from outside, and may be anything.
   *
   * @param email "" where none is known
   */
  public record Person(String displayName, String email) {}

  public boolean isAdmin() {
    return role == Role.ADMIN;
  }
}
