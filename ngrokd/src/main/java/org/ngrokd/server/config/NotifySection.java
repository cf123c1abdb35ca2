package org.ngrokd.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.server.notices.NotifyOptions;

/** The section of the config file that says who is told when tunnels and clients come and go. */
final class NotifySection {
  static final String KEY = "notify";

  /** A shorter one can be guessed from a single notice. */
  private static final int SHORTEST_SECRET = 16;

  private NotifySection() {}

  /** Empty when the file has none. */
  static Optional<NotifyOptions> read(ConfigSection root, Secrets secrets) {
    if (!root.has(KEY)) {
      return Optional.empty();
    }
    ConfigSection keys = root.section(KEY);
    keys.allow(List.of("webhook", "secret", "command", "debounce", "only"));
    Optional<NotifyOptions.Webhook> webhook = webhook(keys, secrets);
    List<String> command = keys.parsedList("command", NotifySection::argument);
    if (!keys.has("webhook") && command.isEmpty()) {
      root.error(
          KEY, "notify says nobody; expected webhook: https://… with a secret, or command: […]");
    }
    Duration debounce =
        keys.parsed("debounce", text -> Spans.parse("debounce", text))
            .orElse(NotifyOptions.DEBOUNCE);
    List<String> only = keys.parsedList("only", NotifySection::name);
    return Optional.of(new NotifyOptions(webhook, command, debounce, only));
  }

  private static Optional<NotifyOptions.Webhook> webhook(ConfigSection keys, Secrets secrets) {
    String secret = secrets.text(keys, "secret");
    if (!keys.has("webhook")) {
      if (keys.has("secret")) {
        keys.error("secret", "secret has no webhook beside it, which it would sign for");
      }
      return Optional.empty();
    }
    String url = secrets.text(keys, "webhook");
    if (!keys.has("secret")) {
      keys.error(
          "webhook",
          "webhook has no secret beside it, by which the page knows that it is this server; any"
              + " text of "
              + SHORTEST_SECRET
              + " letters, as secret: {file: path}");
    } else if (!secret.isEmpty() && secret.length() < SHORTEST_SECRET) {
      keys.error("secret", "secret is shorter than " + SHORTEST_SECRET + " letters");
    }
    return address(keys, url).map(address -> new NotifyOptions.Webhook(address, secret));
  }

  /** Not shown when it is wrong: pages of this kind have a secret in their address. */
  private static Optional<URI> address(ConfigSection keys, String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return Optional.of(address);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    if (!text.isEmpty() || !keys.isGroup("webhook")) {
      keys.error("webhook", "webhook is no address; expected https://HOST/PATH");
    }
    return Optional.empty();
  }

  private static String argument(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("command has a character that no argument can have");
    }
    return text;
  }

  private static String name(String text) {
    if (!text.matches("[^\\s]{1,253}")) {
      throw new IllegalArgumentException(
          "only has '"
              + text
              + "'; expected names of tunnels or accounts, as nas or *.example.com");
    }
    return text;
  }
}
