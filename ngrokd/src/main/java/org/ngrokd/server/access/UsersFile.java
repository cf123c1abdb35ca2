package org.ngrokd.server.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.YamlReader;
import org.ngrokd.streams.net.Failures;

/** Reads the users from YAML; docs/accounts.md says what it looks like. */
final class UsersFile {
  static final String SSH_KEYS = "ssh_keys";

  private static final List<String> KEYS =
      Stream.concat(Stream.of("token", SSH_KEYS), AllowanceText.KEYS.stream()).toList();
  private static final String NAME = "[A-Za-z0-9._@-]{1,64}";

  private UsersFile() {}

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read or is wrong: all its errors, a line each
   */
  static Users read(Path file) {
    try {
      return parse(file.toString(), FileText.decoded(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UserException("Cannot read the -authFile " + file + ": " + reason(e));
    }
  }

  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file; 'ngrokd token new NAME -authFile FILE' makes it";
    }
    if (e instanceof CharacterCodingException) {
      return "it is neither in UTF-8 nor in UTF-16";
    }
    return e instanceof AccessDeniedException
        ? "permission denied; it has to belong to the user that ngrokd runs as"
        : Failures.oneLine(e);
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name, for errors
   * @throws ConfigException with all that is wrong, a line each
   */
  static Users parse(String file, String text) {
    List<String> errors = new ArrayList<>();
    ConfigSection root = ConfigSection.of(file, YamlReader.read(file, text), errors);
    root.allow(List.of("users"));
    List<User> users = new ArrayList<>();
    root.sections("users").forEach((name, keys) -> user(root, name, keys).ifPresent(users::add));
    checkKeys(root, users);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new Users(users);
  }

  private static Optional<User> user(ConfigSection root, String name, ConfigSection keys) {
    keys.allow(KEYS);
    if (!name.matches(NAME)) {
      root.error("users", "the user name '" + name + "' is not of letters, digits and . _ @ -");
    }
    Optional<TokenHash> token = keys.parsed("token", TokenHash::parse);
    if (!keys.has("token")) {
      root.error(
          "users", "user " + name + " has no token; 'ngrokd token new " + name + "' makes one");
    }
    Allowance allowance = AllowanceText.read(keys);
    List<PublicKeyText> known =
        keys.parsedList(SSH_KEYS, text -> key("user " + name + ": ssh_keys", text));
    return token.map(hash -> new User(name, hash, allowance, known));
  }

  private static PublicKeyText key(String where, String text) {
    try {
      return PublicKeyText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage());
    }
  }

  /** A key leads to one user, or nobody would know to which. */
  private static void checkKeys(ConfigSection root, List<User> users) {
    Map<String, String> owners = new HashMap<>();
    for (User user : users) {
      for (PublicKeyText key : user.keys()) {
        String other = owners.putIfAbsent(key.fingerprint(), user.name());
        if (other != null && !other.equals(user.name())) {
          root.error(
              "users",
              "the key %s is %s's and %s's; it has to be one user's"
                  .formatted(key.fingerprint(), other, user.name()));
        }
      }
    }
  }
}
