package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.protocol.config.ByteOrderMark;
import org.ngrokd.protocol.config.ConfigException;
import org.ngrokd.protocol.config.ConfigSection;
import org.ngrokd.protocol.config.YamlReader;

/** Reads the users from YAML; docs/accounts.md says what it looks like. */
final class UsersFile {
  private static final List<String> KEYS =
      List.of(
          "token",
          "subdomains",
          "hostnames",
          "tcp_ports",
          "protocols",
          "max_tunnels",
          "connections_per_second",
          "bandwidth");
  private static final List<String> PROTOCOLS = List.of("http", "https", "tcp", "tls");
  private static final String NAME = "[A-Za-z0-9._@-]{1,64}";

  private UsersFile() {}

  /**
   * Reads the text of a file.
   *
   * @param file its name, for errors
   * @throws ConfigException with all that is wrong, a line each
   */
  static Users parse(String file, String text) {
    List<String> errors = new ArrayList<>();
    ConfigSection root =
        ConfigSection.of(file, YamlReader.read(file, ByteOrderMark.removed(text)), errors);
    root.allow(List.of("users"));
    List<User> users = new ArrayList<>();
    root.sections("users").forEach((name, keys) -> user(root, name, keys).ifPresent(users::add));
    if (!errors.isEmpty()) {
      throw new ConfigException(String.join(System.lineSeparator(), errors));
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
    User.Names names =
        new User.Names(
            NamePatterns.of(keys.parsedList("subdomains", NamePatterns::check)),
            NamePatterns.of(keys.parsedList("hostnames", NamePatterns::check)),
            ports(keys));
    Set<String> protocols = new LinkedHashSet<>(keys.parsedList("protocols", UsersFile::protocol));
    User.Quota quota = quota(keys);
    return token.map(hash -> new User(name, hash, names, protocols, quota));
  }

  private static PortRanges ports(ConfigSection keys) {
    return PortRanges.parse(
        keys.parsedList(
            "tcp_ports",
            text -> {
              PortRanges.parse(List.of(text)); // tells on its own line what is wrong
              return text;
            }));
  }

  private static String protocol(String text) {
    if (!PROTOCOLS.contains(text)) {
      throw new IllegalArgumentException(
          "protocols has '" + text + "'; allowed: " + String.join(", ", PROTOCOLS));
    }
    return text;
  }

  private static User.Quota quota(ConfigSection keys) {
    ConfigSection bandwidth = keys.section("bandwidth");
    bandwidth.allow(List.of("up", "down"));
    return new User.Quota(
        keys.parsed("max_tunnels", text -> count("max_tunnels", text)).orElse(0),
        keys.parsed("connections_per_second", text -> count("connections_per_second", text))
            .orElse(0),
        bandwidth.parsed("up", ByteRate::parse).orElse(0L),
        bandwidth.parsed("down", ByteRate::parse).orElse(0L));
  }

  private static int count(String key, String text) {
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
      throw new IllegalArgumentException(key + " is '" + text + "'; expected a number, 1 or more");
    }
    return Integer.parseInt(text);
  }
}
