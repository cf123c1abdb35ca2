package org.ngrokd.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Accounts;
import org.ngrokd.server.teams.TeamsOptions.Database;
import org.ngrokd.server.teams.TeamsOptions.Most;
import org.ngrokd.server.teams.TeamsOptions.SessionLife;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The sections of ngrokd.yml and its secrets; the flags have a test of their own. */
class ServerConfigFileTest {
  @TempDir private Path directory = Path.of("");

  @Command
  private static final class NoFlags {}

  private ServerConfigFile parsed(String text, Map<String, String> environment) {
    FlagKeys flags = new FlagKeys(CommandSpec.forAnnotatedObject(new NoFlags()), argument -> {});
    return ServerConfigFile.parse(directory.resolve("ngrokd.yml"), text, flags, environment);
  }

  private TeamsOptions teams(String text) {
    return parsed(text, Map.of("SECRET", "s3cret")).teams().orElseThrow();
  }

  /** All that is wrong, without the directory. */
  private List<String> errors(String text) {
    try {
      parsed(text, Map.of("SECRET", "s3cret", "EMPTY", ""));
      return List.of();
    } catch (ConfigException e) {
      return e.lines().stream().map(line -> line.replace(directory + "/", "")).toList();
    }
  }

  @Test
  void fileWithoutTheSectionsHasNoAccounts() {
    assertThat(parsed("", Map.of())).isEqualTo(ServerConfigFile.NONE);
    assertThat(parsed("---\n# nothing\n", Map.of())).isEqualTo(ServerConfigFile.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts:", "database: {}", "oidc:"})
  void anyOfTheSectionsMakesAccountsEvenAnEmptyOne(String text) {
    assertThat(teams(text))
        .isEqualTo(new TeamsOptions(Database.EMBEDDED, List.of(), Accounts.DEFAULT));
  }

  @Test
  void providerNeedsAnIssuerAndAnIdOnly() {
    assertThat(teams("oidc: {work: {issuer: https://id.example.com, client_id: ngrokd}}"))
        .extracting(TeamsOptions::providers)
        .isEqualTo(
            List.of(
                new TeamsOptions.Provider(
                    "work",
                    "work",
                    URI.create("https://id.example.com"),
                    new TeamsOptions.Client("ngrokd", "", List.of("openid", "profile", "email")),
                    new TeamsOptions.Claims("email", "name", "email", "groups"),
                    new TeamsOptions.Admission(List.of(), false, List.of(), List.of()))));
  }

  @Test
  void everyKeyIsTaken() {
    TeamsOptions teams =
        teams(
            """
            database:
              url: jdbc:postgresql://db.example.com/ngrokd
              user: ngrokd
              password: ${SECRET}
            oidc:
              work:
                name: Our company
                issuer: https://id.example.com/realms/main
                client_id: tunnels
                client_secret: ${SECRET}
                scopes: [openid, groups]
                claims: {identifier: sub, display_name: nick, email: mail, groups: roles}
                required_domain: [Example.com, example.org]
                accept_unverified_email: yes
                admin_groups: ops
                member_groups: [staff, guests of ours]
              other: {issuer: "http://127.0.0.1:9000", client_id: x}
            accounts:
              url: https://team.example.com:8443/
              reserved_names: [www, shop]
              limits: {max_tunnels: 3, protocols: [http, https]}
              max_names: 0
              max_ports: 1
              max_tokens: 2
              session_idle: 90m
              session_max: 7d
            """);

    assertThat(teams.database())
        .isEqualTo(
            new Database(
                Optional.of("jdbc:postgresql://db.example.com/ngrokd"), "ngrokd", "s3cret"));
    assertThat(teams.providers())
        .hasSize(2)
        .first()
        .isEqualTo(
            new TeamsOptions.Provider(
                "work",
                "Our company",
                URI.create("https://id.example.com/realms/main"),
                new TeamsOptions.Client("tunnels", "s3cret", List.of("openid", "groups")),
                new TeamsOptions.Claims("sub", "nick", "mail", "roles"),
                new TeamsOptions.Admission(
                    List.of("example.com", "example.org"),
                    true,
                    List.of("ops"),
                    List.of("staff", "guests of ours"))));
    assertThat(teams.accounts())
        .isEqualTo(
            new Accounts(
                Optional.of(URI.create("https://team.example.com:8443")),
                List.of("www", "shop"),
                "{\"max_tunnels\": \"3\", \"protocols\": [\"http\", \"https\"]}",
                new Most(0, 1, 2),
                new SessionLife(Duration.ofMinutes(90), Duration.ofDays(7))));
    assertThat(teams.toString()).doesNotContain("s3cret");
  }

  @Test
  void everythingWrongIsToldAtOnceWithItsLine() {
    assertThat(
            errors(
                """
                databse: {}
                database:
                  url: jdbc:mysql://root:pa55@db/x
                  pasword: x
                oidc:
                  my company:
                    issuer: http://id.example.com
                    scopes: [profile]
                    claims: {mail: email}
                    required_domain: "@example.com"
                    accept_unverified_email: perhaps
                  other: {issuer: "https://id.example.com?x=1", client_id: ""}
                  third: soon
                accounts:
                  url: https://example.com/dashboard
                  reserved_names: [WWW]
                  limits: {max_tunels: 1, protocols: [gopher]}
                  max_names: all
                  max_ports: -1
                  max_tokens: 1.5
                  session_idle: 2d
                  session_max: 1d
                """))
        .containsExactly(
            "ngrokd.yml:1: unknown key 'databse'. Did you mean 'database'? Allowed: database, oidc,"
                + " accounts, notify",
            "ngrokd.yml:4: unknown key 'pasword'. Did you mean 'password'? Allowed: url, user,"
                + " password",
            "ngrokd.yml:3: url does not begin with jdbc:postgresql://; without url the database is"
                + " a file of the server's own",
            "ngrokd.yml:13: oidc.third is 'soon'; expected keys below it",
            "ngrokd.yml:7: the provider's name 'my company' is not of letters, digits and -",
            "ngrokd.yml:7: provider my company has no client_id; the provider's own pages tell it",
            "ngrokd.yml:7: issuer is 'http://id.example.com'; expected https://HOST, or http:// on this"
                + " computer",
            "ngrokd.yml:8: scopes has no openid, without which nobody can sign in",
            "ngrokd.yml:9: unknown key 'mail'. Did you mean 'email'? Allowed: identifier,"
                + " display_name, email, groups",
            "ngrokd.yml:10: required_domain is '@example.com'; expected what stands behind @, as"
                + " example.com",
            "ngrokd.yml:11: accept_unverified_email is 'perhaps'; expected true or false",
            "ngrokd.yml:12: provider other has no client_id; the provider's own pages tell it",
            "ngrokd.yml:12: issuer is 'https://id.example.com?x=1'; expected an address without"
                + " user, ? and #",
            "ngrokd.yml:15: url is 'https://example.com/dashboard'; expected an address without a"
                + " path",
            "ngrokd.yml:16: reserved_names has 'WWW'; expected small letters, digits and -",
            "ngrokd.yml:17: unknown key 'max_tunels'. Did you mean 'max_tunnels'? Allowed:"
                + " subdomains, hostnames, tcp_ports, protocols, max_tunnels,"
                + " connections_per_second, bandwidth",
            "ngrokd.yml:17: protocols has 'gopher'; allowed: http, https, tcp, tls",
            "ngrokd.yml:18: max_names is 'all'; expected a number, 0 for none",
            "ngrokd.yml:19: max_ports is '-1'; expected a number, 0 for none",
            "ngrokd.yml:20: max_tokens is '1.5'; expected a number, 0 for none",
            "ngrokd.yml:21: session_idle is longer than session_max; expected a shorter or the same"
                + " time");
  }

  @Test
  void limitsAreAGroup() {
    assertThat(errors("accounts:\n  limits: many"))
        .containsExactly("ngrokd.yml:2: limits is 'many'; expected keys below it");
  }

  @Test
  void providerAsPgrokHasItIsToldItsPlace() {
    assertThat(errors("oidc:\n  issuer: https://id.example.com\n  client_id: x"))
        .singleElement()
        .asString()
        .startsWith("ngrokd.yml:2: issuer stands directly below oidc")
        .contains("oidc: {company: {issuer: …}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "h", "0h", "1w", "1.5h", "-1h", "9999999s"})
  void spanIsANumberWithItsUnit(String span) {
    assertThat(errors("accounts: {session_idle: " + span + "}"))
        .containsExactly(
            "ngrokd.yml:1: session_idle is '"
                + span
                + "'; expected a number with s, m, h or d, as 12h or 30d");
  }

  @ParameterizedTest
  @CsvSource({"https://team.example.com", "http://team.localhost:8080", "http://localhost"})
  void dashboardIsReachedByHttpsOrOnTheOwnComputer(String url) {
    assertThat(teams("accounts: {url: \"" + url + "\"}").accounts().url())
        .contains(URI.create(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1", "http://example.com", "ftp://x.localhost", "x y", "https://"})
  void cookiesDoNotGoInTheClear(String url) {
    assertThat(errors("accounts: {url: \"" + url + "\"}"))
        .singleElement()
        .asString()
        .startsWith("ngrokd.yml:1: url is '" + url + "'; expected ");
  }

  private String password(String written) {
    return teams("database: {url: \"jdbc:postgresql:x\", password: " + written + "}")
        .database()
        .password();
  }

  @Test
  void secretIsAVariableOrAFileOrStandsThere() throws Exception {
    Files.writeString(directory.resolve("a"), "from the file\n");
    Files.writeString(directory.resolve("b"), " two lines\r\n\r\n");

    assertThat(password("\"${SECRET}\"")).isEqualTo("s3cret");
    assertThat(password("{file: a}")).isEqualTo("from the file");
    assertThat(password("{file: " + directory.resolve("b") + "}")).isEqualTo(" two lines\r\n");
    assertThat(password("\"pa$$ ${SECRET}\"")).isEqualTo("pa$$ ${SECRET}");
  }

  @Test
  void addressOfTheDatabaseMayBeASecretToo() {
    assertThat(
            parsed("database:\n  url: ${URL}", Map.of("URL", "jdbc:postgresql://db/x?password=y"))
                .teams()
                .orElseThrow()
                .database()
                .url())
        .contains("jdbc:postgresql://db/x?password=y");
  }

  @Test
  void secretThatIsMissingIsToldWithItsLine() throws Exception {
    Files.writeString(directory.resolve("empty"), "\n");
    Files.writeString(directory.resolve("long"), "x".repeat(65_537));

    assertThat(
            errors(
                """
                database:
                  url: ${NO_SUCH}
                  user: ${EMPTY}
                  password: ${rm -rf}
                oidc:
                  a: {issuer: "https://a.example", client_id: {file: nowhere}, client_secret: {file: }}
                  b:
                    issuer: https://b.example
                    client_id: {file: empty}
                    client_secret: {path: x}
                  c: {issuer: "https://c.example", client_id: {file: long}}
                """))
        .containsExactly(
            "ngrokd.yml:2: url is ${NO_SUCH}, but there is no environment variable NO_SUCH where"
                + " ngrokd runs; set it, or use {file: path}",
            "ngrokd.yml:3: user is ${EMPTY}, but there is no environment variable EMPTY where"
                + " ngrokd runs; set it, or use {file: path}",
            "ngrokd.yml:4: password is ${…} around what is no variable's name; expected letters,"
                + " digits and _",
            "ngrokd.yml:6: cannot read nowhere: there is no such file",
            "ngrokd.yml:6: file has no value; expected a path",
            "ngrokd.yml:9: the file empty is empty; expected the secret in it",
            "ngrokd.yml:10: unknown key 'path'. Allowed: file",
            "ngrokd.yml:11: cannot read long: it is longer than 65536 bytes, which no secret is");
  }

  @Test
  void fileThatIsNotThereIsOneLine() {
    FlagKeys flags = new FlagKeys(CommandSpec.forAnnotatedObject(new NoFlags()), argument -> {});

    assertThatThrownBy(() -> ServerConfigFile.read(Path.of("/no/such.yml"), flags, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read the config file /no/such.yml: there is no such file");
  }
}
