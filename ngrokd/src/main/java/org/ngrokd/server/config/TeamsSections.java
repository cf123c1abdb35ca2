package org.ngrokd.server.config;

import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Accounts;
import org.ngrokd.server.teams.TeamsOptions.Database;
import org.ngrokd.server.teams.TeamsOptions.Most;
import org.ngrokd.server.teams.TeamsOptions.SessionLife;

/** The sections of the config file that make accounts in a database; each may be there alone. */
final class TeamsSections {
  static final List<String> KEYS = List.of("database", "oidc", "accounts");

  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final int LONGEST_LABEL = 63;

  private TeamsSections() {}

  /** Empty when the file has none of them. */
  static Optional<TeamsOptions> read(ConfigSection root, Secrets secrets) {
    return KEYS.stream().noneMatch(root::has)
        ? Optional.empty()
        : Optional.of(
            new TeamsOptions(
                database(root.section("database"), secrets),
                OidcSection.read(root, secrets),
                accounts(root.section("accounts"))));
  }

  private static Database database(ConfigSection keys, Secrets secrets) {
    keys.allow(List.of("url", "user", "password"));
    String url = secrets.text(keys, "url");
    if (!url.isEmpty() && !url.startsWith(POSTGRESQL)) { // not shown: it may hold a password
      keys.error(
          "url",
          "url does not begin with "
              + POSTGRESQL
              + "//; without url the database is"
              + " a file of the server's own");
    }
    if (!keys.has("url")) {
      List.of("user", "password").stream()
          .filter(keys::has)
          .forEach(
              key -> keys.error(key, key + " needs a url beside it: jdbc:postgresql://HOST/NAME"));
    }
    return new Database(
        Optional.of(url).filter(text -> !text.isEmpty()),
        secrets.text(keys, "user"),
        secrets.text(keys, "password"));
  }

  private static Accounts accounts(ConfigSection keys) {
    keys.allow(
        List.of(
            "url",
            "reserved_names",
            "limits",
            "max_names",
            "max_ports",
            "max_tokens",
            "session_idle",
            "session_max"));
    return new Accounts(
        keys.parsed("url", text -> Addresses.site("url", text)),
        keys.has("reserved_names")
            ? keys.parsedList("reserved_names", TeamsSections::label)
            : Accounts.RESERVED_NAMES,
        limits(keys),
        new Most(
            count(keys, "max_names", Most.DEFAULT.names()),
            count(keys, "max_ports", Most.DEFAULT.ports()),
            count(keys, "max_tokens", Most.DEFAULT.tokens())),
        sessions(keys));
  }

  private static String label(String text) {
    if (!text.matches("[a-z0-9-]{1," + LONGEST_LABEL + "}")) {
      throw new IllegalArgumentException(
          "reserved_names has '" + text + "'; expected small letters, digits and -");
    }
    return text;
  }

  private static String limits(ConfigSection keys) {
    ConfigSection limits = keys.section("limits");
    Allowance.check(limits);
    return limits.onOneLine();
  }

  private static int count(ConfigSection keys, String key, int usual) {
    return keys.parsed(
            key,
            text -> {
              if (!text.matches("[0-9]{1,6}")) {
                throw new IllegalArgumentException(
                    key + " is '" + text + "'; expected a number, 0 for none");
              }
              return Integer.valueOf(text);
            })
        .orElse(usual);
  }

  private static SessionLife sessions(ConfigSection keys) {
    SessionLife life =
        new SessionLife(
            keys.parsed("session_idle", text -> Spans.parse("session_idle", text))
                .orElse(SessionLife.DEFAULT.idle()),
            keys.parsed("session_max", text -> Spans.parse("session_max", text))
                .orElse(SessionLife.DEFAULT.most()));
    if (life.idle().compareTo(life.most()) > 0) {
      keys.error(
          keys.has("session_idle") ? "session_idle" : "session_max",
          "session_idle is longer than session_max; expected a shorter or the same time");
    }
    return life;
  }
}
