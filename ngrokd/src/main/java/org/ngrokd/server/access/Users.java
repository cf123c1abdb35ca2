package org.ngrokd.server.access;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All users of the file. Immutable. */
final class Users implements Reservations {
  static final Users NOBODY = new Users(List.of());

  private final Map<String, User> byName;
  private final Map<String, User> byTokenId = new HashMap<>();
  private final Map<String, User> byKey = new HashMap<>();
  private final ReservedNames reserved;

  /** Those whose tokens have no id in front. */
  private final List<User> toBeLookedAt = new ArrayList<>();

  /**
   * Tokens without an id that were found, by their digest: of each only the first sight costs all
   * users' salts.
   */
  private final Map<ByteBuffer, User> found = new ConcurrentHashMap<>();

  Users(List<User> all) {
    Map<String, User> users = new LinkedHashMap<>();
    all.forEach(user -> users.put(user.name(), user));
    this.byName = Collections.unmodifiableMap(users);
    this.reserved = new ReservedNames(byName.values());
    for (User user : byName.values()) {
      user.token()
          .id()
          .ifPresentOrElse(id -> byTokenId.put(id, user), () -> toBeLookedAt.add(user));
      user.keys().forEach(key -> byKey.put(key.fingerprint(), user));
    }
  }

  /** These, who need not be looked for again where they have the tokens that they had before. */
  Users after(Users before) {
    before.found.forEach(
        (digest, user) ->
            named(user.name())
                .filter(same -> same.token().equals(user.token()))
                .ifPresent(same -> found.put(digest, same)));
    return this;
  }

  Collection<User> all() {
    return byName.values();
  }

  /** How many users have to be looked at for a token that was not seen before. */
  int toBeLookedAt(String token) {
    return TokenText.id(token).isPresent() || found.containsKey(digest(token))
        ? 0
        : toBeLookedAt.size();
  }

  /** Whose token this is. By an id it is found at once, whoever else there is. */
  Optional<User> withToken(String token) {
    if (token.length() > TokenText.LONGEST) {
      return Optional.empty();
    }
    Optional<String> id = TokenText.id(token);
    if (id.isPresent()) {
      return Optional.ofNullable(byTokenId.get(id.get()))
          .filter(user -> user.token().matches(token));
    }
    ByteBuffer digest = digest(token);
    User known = found.get(digest);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<User> user = lookedFor(token);
    user.ifPresent(each -> found.put(digest, each)); // as many as there are users
    return user;
  }

  private static ByteBuffer digest(String token) {
    return ByteBuffer.wrap(TokenText.digest(token));
  }

  /** Every user is looked at, so that the time does not tell who came close. */
  private Optional<User> lookedFor(String token) {
    User match = null;
    for (User user : toBeLookedAt) {
      if (user.token().matches(token)) {
        match = user;
      }
    }
    return Optional.ofNullable(match);
  }

  /** Whose public key this is. */
  Optional<User> withKey(String fingerprint) {
    return Optional.ofNullable(byKey.get(fingerprint));
  }

  Optional<User> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public boolean isKept(AskedName name, String account) {
    User asking = byName.get(account);
    return (asking == null || !asking.allowance().names().claim(name))
        && reserved.isKept(name, account);
  }

  @Override
  public boolean isKept(int port, String account) {
    User asking = byName.get(account);
    return (asking == null || !asking.allowance().names().claim(port)) && reserved.isKept(port);
  }
}
