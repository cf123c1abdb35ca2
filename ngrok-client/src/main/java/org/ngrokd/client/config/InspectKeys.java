package org.ngrokd.client.config;

import java.util.List;
import java.util.Optional;
import org.ngrokd.client.config.InspectOptions.Capture;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.streams.net.HostAndPort;

/** The keys of a config file that say what is watched. Protocol: §8 "inspect_addr". */
final class InspectKeys {
  static final List<String> ALL =
      List.of(
          "inspect",
          "inspect_addr",
          "inspect_auth",
          "inspect_body_limit",
          "inspect_exchanges",
          "inspect_memory");

  private static final String NOWHERE = "disabled";

  /** Above this a body would fill the program's memory by itself. */
  private static final long MOST_BODY = 64L * 1024 * 1024;

  private static final long MOST_MEMORY = 4L * 1024 * 1024 * 1024;
  private static final int MOST_EXCHANGES = 100_000;

  private InspectKeys() {}

  /**
   * Reads them.
   *
   * @param before what holds where the file says nothing
   */
  static InspectOptions read(ConfigSection root, InspectOptions before) {
    Capture usual = before.capture().isOn() ? before.capture() : Capture.DEFAULT;
    boolean isOn = root.bool("inspect").orElse(before.capture().isOn());
    long body = size(root, "inspect_body_limit", 0, MOST_BODY).orElse((long) usual.bodyLimit());
    int exchanges = root.parsed("inspect_exchanges", InspectKeys::count).orElse(usual.exchanges());
    long memory = size(root, "inspect_memory", 64 * 1024, MOST_MEMORY).orElse(usual.memory());
    return new InspectOptions(
        root.has("inspect_addr") ? address(root) : before.address(),
        isOn ? new Capture(true, (int) body, exchanges, memory) : Capture.NONE,
        root.parsed("inspect_auth", InspectKeys::login).orElse(before.auth()));
  }

  private static Optional<HostAndPort> address(ConfigSection root) {
    return root.text("inspect_addr").equals(NOWHERE)
        ? Optional.empty()
        : Optional.of(
            root.parsed("inspect_addr", InspectKeys::parse).orElse(InspectOptions.DEFAULT_ADDRESS));
  }

  /**
   * Where to listen: "4040", "127.0.0.1:4040"; port 0 for any.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  static HostAndPort parse(String value) {
    try {
      HostAndPort address = HostAndPort.parse(value.indexOf(':') < 0 ? ":" + value : value);
      return address.host().isEmpty()
          ? new HostAndPort(LocalAddress.THIS_HOST, address.port())
          : address;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid address inspect_addr '" + value + "': " + e.getMessage(), e);
    }
  }

  private static Optional<Long> size(ConfigSection root, String key, long least, long most) {
    return root.parsed(key, value -> ByteSize.parse(key, value, least, most));
  }

  private static int count(String value) {
    if (!value.matches("[0-9]{1,6}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > MOST_EXCHANGES) {
      throw new IllegalArgumentException(
          "inspect_exchanges is '" + value + "'; expected a number, 1 to " + MOST_EXCHANGES);
    }
    return Integer.parseInt(value);
  }

  private static String login(String value) {
    if (value.indexOf(':') < 1 || value.endsWith(":")) {
      throw new IllegalArgumentException("inspect_auth must be user:password");
    }
    return value;
  }
}
