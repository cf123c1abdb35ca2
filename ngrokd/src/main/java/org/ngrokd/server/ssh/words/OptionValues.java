package org.ngrokd.server.ssh.words;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.tunnel.HostNames;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Checks the values of options. Each method throws IllegalArgumentException with what was expected;
 * never with the value of a secret.
 */
final class OptionValues {
  /** Enough for any list that is typed; each network is compared with each visitor. */
  static final int LONGEST_LIST = 64;

  static final int HIGHEST_PORT = 65_535;

  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final Duration LONGEST_DEADLINE = Duration.ofDays(366);

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");
  private static final Pattern TIME =
      Pattern.compile("(?:([0-9]{1,7})d)?(?:([0-9]{1,7})h)?(?:([0-9]{1,7})m)?(?:([0-9]{1,9})s)?");
  private static final Pattern KEY = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}=?");

  private OptionValues() {}

  /** A Host for the local service; empty for "preserve". */
  static Optional<String> hostHeader(String text) {
    if (text.equalsIgnoreCase("preserve")) {
      return Optional.empty();
    }
    if (text.equalsIgnoreCase("rewrite")) {
      throw new IllegalArgumentException(
          "ssh does not tell the server where your service is; write its host, as localhost:3000");
    }
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException(shown(text) + " is not a host as nas.lan:5000");
    }
    return Optional.of(text);
  }

  static String basicAuth(String text) {
    if (text.indexOf(':') < 1 || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("expected USER:PASSWORD");
    }
    return text;
  }

  /** Networks with commas. */
  static List<String> networks(String text) {
    List<String> networks = list(text);
    CidrList.parse(networks);
    return networks;
  }

  /** Fingerprints with commas, without padding. */
  static List<String> keys(String text) {
    List<String> keys = new ArrayList<>();
    for (String key : list(text)) {
      if (!KEY.matcher(key).matches()) {
        throw new IllegalArgumentException(
            shown(key) + " is not a fingerprint as ssh-keygen -l prints it: SHA256:…");
      }
      keys.add(key.endsWith("=") ? key.substring(0, key.length() - 1) : key);
    }
    return keys;
  }

  private static List<String> list(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.trim());
      }
    }
    if (items.isEmpty()) {
      throw new IllegalArgumentException("nothing is in the list"); // an empty one would allow all
    }
    return items;
  }

  static int proxyProtocol(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "v1" -> 1;
      case "2", "v2" -> 2;
      default -> throw new IllegalArgumentException(shown(text) + " is not 1 or 2");
    };
  }

  static int maxConnections(String text) {
    return number(text, 0, MOST_CONNECTIONS);
  }

  /** A port, or empty for 0, which means any. */
  static Optional<Integer> port(String text) {
    return Optional.of(number(text, 0, HIGHEST_PORT)).filter(port -> port > 0);
  }

  /** The port of "example.com:20022". */
  static Optional<Integer> portOfAddress(String text) {
    try {
      return Optional.of(HostAndPort.parse(text).port()).filter(port -> port > 0);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          shown(text) + " is not an address as example.com:20022", e);
    }
  }

  private static int number(String text, int least, int most) {
    int number = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          shown(text) + " is not a number, " + least + " to " + most);
    }
    return number;
  }

  /** "15m", "1h30m", "90s", "2d". */
  static Duration deadline(String text) {
    Matcher parts = TIME.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw new IllegalArgumentException(
          shown(text) + " is not a time with its units, as 90s, 15m or 1h30m");
    }
    Duration time =
        Duration.ofDays(part(parts, 1))
            .plusHours(part(parts, 2))
            .plusMinutes(part(parts, 3))
            .plusSeconds(part(parts, 4));
    if (time.isZero() || time.compareTo(LONGEST_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          shown(text) + " is not between 1s and " + LONGEST_DEADLINE.toDays() + "d");
    }
    return time;
  }

  private static long part(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** A name in lower case, without a final dot; one label or several. */
  static String name(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (!HostNames.isName(name)) {
      throw new IllegalArgumentException(
          shown(text)
              + " is not a name: letters a to z, digits, hyphens and dots, labels of at most 63;"
              + " umlauts and the like as xn--…");
    }
    return name;
  }

  private static String shown(String text) {
    return "'" + Printable.field(text) + "'";
  }
}
