package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;

/** All users of the file. Immutable. */
final class Users {
  private final List<User> all;

  Users(List<User> all) {
    this.all = List.copyOf(all);
  }

  List<User> all() {
    return all;
  }

  /** Whose token this is. Every user is looked at, so that the time tells nothing. */
  Optional<User> withToken(String token) {
    User found = null;
    for (User user : all) {
      if (user.token().matches(token)) {
        found = user;
      }
    }
    return Optional.ofNullable(found);
  }

  Optional<User> named(String name) {
    return all.stream().filter(user -> user.name().equals(name)).findFirst();
  }

  /** Whether somebody else has this name in the file, and this one has not. */
  boolean isReserved(String host, Optional<String> subdomain, User asking) {
    return !claims(asking, host, subdomain)
        && all.stream().anyMatch(user -> claims(user, host, subdomain));
  }

  private static boolean claims(User user, String host, Optional<String> subdomain) {
    return user.names().hostnames().claims(host)
        || subdomain.filter(user.names().subdomains()::claims).isPresent();
  }

  /** The same for a port. */
  boolean isReserved(int port, User asking) {
    return !asking.names().tcpPorts().contains(port)
        && all.stream().anyMatch(user -> user.names().tcpPorts().contains(port));
  }
}
