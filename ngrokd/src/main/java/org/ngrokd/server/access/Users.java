package org.ngrokd.server.access;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All users of the file. Immutable. */
final class Users {
  static final Users NOBODY = new Users(List.of());

  /** Ours have 32 characters. Hashing what is much longer, once for each user, takes long. */
  private static final int LONGEST_TOKEN = 256;

  private final Map<String, User> byName;

  /**
   * Tokens that were found, by their digest: of each only the first sight costs all users' salts.
   */
  private final Map<ByteBuffer, User> found = new ConcurrentHashMap<>();

  Users(List<User> all) {
    Map<String, User> users = new LinkedHashMap<>();
    all.forEach(user -> users.put(user.name(), user));
    this.byName = Collections.unmodifiableMap(users);
  }

  Collection<User> all() {
    return byName.values();
  }

  /**
   * Whose token this is. One that was found before is found by a key. For another every user is
   * looked at, so that the time does not tell who came close.
   */
  Optional<User> withToken(String token) {
    if (token.length() > LONGEST_TOKEN) {
      return Optional.empty();
    }
    ByteBuffer key = ByteBuffer.wrap(TokenHash.digest(token));
    User known = found.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<User> user = lookedFor(token);
    user.ifPresent(each -> found.put(key, each)); // as many as there are users
    return user;
  }

  private Optional<User> lookedFor(String token) {
    User match = null;
    for (User user : all()) {
      if (user.token().matches(token)) {
        match = user;
      }
    }
    return Optional.ofNullable(match);
  }

  Optional<User> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether somebody else has this name in the file, or one above it, and this one has not. */
  boolean isReserved(AskedName name, User asking) {
    if (asking.names().claim(name)) {
      return false;
    }
    for (Optional<AskedName> at = Optional.of(name); at.isPresent(); at = at.get().parent()) {
      AskedName claimed = at.get();
      if (all().stream().anyMatch(user -> isOther(user, asking) && user.names().claim(claimed))) {
        return true;
      }
    }
    return false;
  }

  /** Whether somebody else has this port in the file, and this one has not. */
  boolean isReserved(int port, User asking) {
    return !asking.names().claim(port) && all().stream().anyMatch(user -> user.names().claim(port));
  }

  private static boolean isOther(User user, User asking) {
    return !user.name().equals(asking.name());
  }
}
