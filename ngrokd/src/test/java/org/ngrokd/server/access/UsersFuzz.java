package org.ngrokd.server.access;

import java.nio.charset.StandardCharsets;
import org.ngrokd.kit.config.ConfigException;

/**
 * Fuzz target: users files. Whatever stands in one: the only failure is a ConfigException that has
 * a text, and no token but its own opens a user's account.
 */
public final class UsersFuzz {
  private UsersFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    Users users;
    try {
      users = UsersFile.parse("users.yml", new String(input, StandardCharsets.UTF_8));
    } catch (ConfigException e) {
      check(!String.valueOf(e.getMessage()).isBlank(), "an error without a word");
      return;
    }
    check(users.withToken("").isEmpty(), "the empty token is somebody's");
    for (User user : users.all()) {
      users.isKept(new AskedName("www.example.com", "example.com"), user.name());
      users.isKept(20000, user.name());
      check(
          user.allowance().quota().maxTunnels() >= 0 && user.allowance().quota().up() >= 0,
          "a negative quota");
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
