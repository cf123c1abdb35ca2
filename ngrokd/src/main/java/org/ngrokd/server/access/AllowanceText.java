package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.YamlReader;
import org.ngrokd.protocol.TunnelProtocol;

/** Reads what an account may, from the users file and elsewhere. */
final class AllowanceText {
  static final List<String> KEYS =
      List.of(
          "subdomains",
          "hostnames",
          "tcp_ports",
          "protocols",
          "max_tunnels",
          "connections_per_second",
          "bandwidth");

  private AllowanceText() {}

  /**
   * Reads a text that holds nothing else.
   *
   * @param name what it is, for errors
   * @throws ConfigException with all that is wrong, a line each
   */
  static Allowance parse(String name, String text) {
    List<String> errors = new ArrayList<>();
    ConfigSection keys = ConfigSection.of(name, YamlReader.read(name, text), errors);
    keys.allow(KEYS);
    Allowance allowance = read(keys);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return allowance;
  }

  /** Reads it from among other keys. */
  static Allowance read(ConfigSection keys) {
    return new Allowance(
        new Allowance.Names(
            names(keys, "subdomains"),
            names(keys, "hostnames"),
            keys.has("tcp_ports") ? Optional.of(ports(keys)) : Optional.empty()),
        keys.has("protocols")
            ? Optional.of(keys.parsedList("protocols", AllowanceText::protocol))
            : Optional.empty(),
        quota(keys));
  }

  /** An empty list is a list: no name. */
  private static NamePatterns names(ConfigSection keys, String key) {
    return keys.has(key)
        ? NamePatterns.of(keys.parsedList(key, NamePatterns::check))
        : NamePatterns.ALL;
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

  private static TunnelProtocol protocol(String text) {
    return TunnelProtocol.named(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "protocols has '"
                        + text
                        + "'; allowed: "
                        + String.join(", ", TunnelProtocol.names())));
  }

  private static Allowance.Quota quota(ConfigSection keys) {
    ConfigSection bandwidth = keys.section("bandwidth");
    bandwidth.allow(List.of("up", "down"));
    return new Allowance.Quota(
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
