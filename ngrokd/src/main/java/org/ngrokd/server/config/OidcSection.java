package org.ngrokd.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.server.teams.TeamsOptions;

/** The providers of the section "oidc", each below a name of its own. */
final class OidcSection {
  private static final List<String> KEYS =
      List.of(
          "name",
          "issuer",
          "client_id",
          "client_secret",
          "scopes",
          "claims",
          "required_domain",
          "accept_unverified_email",
          "admin_groups",
          "member_groups");
  private static final String ID = "[A-Za-z0-9-]{1,64}";

  private OidcSection() {}

  static List<TeamsOptions.Provider> read(ConfigSection root, Secrets secrets) {
    ConfigSection oidc = root.section("oidc");
    if (oidc.has("issuer")) { // as pgrok has it: without a name
      oidc.error(
          "issuer",
          "issuer stands directly below oidc; expected the provider's name between them, as 'oidc:"
              + " {company: {issuer: …}}'");
      return List.of();
    }
    List<TeamsOptions.Provider> providers = new ArrayList<>();
    root.sections("oidc")
        .forEach((id, keys) -> provider(oidc, id, keys, secrets).ifPresent(providers::add));
    return providers;
  }

  private static Optional<TeamsOptions.Provider> provider(
      ConfigSection oidc, String id, ConfigSection keys, Secrets secrets) {
    keys.allow(KEYS);
    if (!id.matches(ID)) {
      oidc.error(id, "the provider's name '" + id + "' is not of letters, digits and -");
    }
    for (String key : List.of("issuer", "client_id")) {
      if (!keys.has(key) || (keys.scalar(key).isEmpty() && !keys.isGroup(key))) {
        oidc.error(id, "provider " + id + " has no " + key + "; the provider's own pages tell it");
      }
    }
    Optional<URI> issuer = keys.parsed("issuer", text -> Addresses.secure("issuer", text));
    TeamsOptions.Client client =
        new TeamsOptions.Client(
            secrets.text(keys, "client_id"), secrets.text(keys, "client_secret"), scopes(keys));
    String name = keys.text("name").isEmpty() ? id : keys.text("name");
    TeamsOptions.Claims claims = claims(keys.section("claims"));
    TeamsOptions.Admission admission = admission(keys);
    return issuer.map(
        address -> new TeamsOptions.Provider(id, name, address, client, claims, admission));
  }

  private static List<String> scopes(ConfigSection keys) {
    if (!keys.has("scopes")) {
      return TeamsOptions.Client.SCOPES;
    }
    List<String> scopes = keys.parsedList("scopes", text -> word("scopes", text));
    if (!scopes.contains("openid")) {
      keys.error("scopes", "scopes has no openid, without which nobody can sign in");
    }
    return scopes;
  }

  private static TeamsOptions.Claims claims(ConfigSection keys) {
    keys.allow(List.of("identifier", "display_name", "email", "groups"));
    return new TeamsOptions.Claims(
        claim(keys, "identifier", TeamsOptions.Claims.DEFAULT.identifier()),
        claim(keys, "display_name", TeamsOptions.Claims.DEFAULT.displayName()),
        claim(keys, "email", TeamsOptions.Claims.DEFAULT.email()),
        claim(keys, "groups", TeamsOptions.Claims.DEFAULT.groups()));
  }

  private static String claim(ConfigSection keys, String key, String usual) {
    return keys.parsed(key, text -> word(key, text)).orElse(usual);
  }

  private static TeamsOptions.Admission admission(ConfigSection keys) {
    return new TeamsOptions.Admission(
        keys.parsedList("required_domain", OidcSection::domain),
        keys.bool("accept_unverified_email").orElse(false),
        keys.parsedList("admin_groups", text -> text),
        keys.parsedList("member_groups", text -> text));
  }

  private static String domain(String text) {
    if (!text.matches("[^@\\s]+\\.[^@\\s]+")) {
      throw new IllegalArgumentException(
          "required_domain is '" + text + "'; expected what stands behind @, as example.com");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static String word(String key, String text) {
    if (!text.matches("[!-~]+")) {
      throw new IllegalArgumentException(key + " has '" + text + "'; expected one word");
    }
    return text;
  }
}
