package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.server.NgrokServer;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.ssh.SshOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.SessionRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;
import org.openqa.selenium.Cookie;

/**
 * A server with accounts in a database, in this JVM, on loopback, and the browser of its people.
 */
final class Team implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String LOCALHOST = "localhost";
  private static final Actor BY = Actor.server("user");
  private static final TeamsOptions OPTIONS =
      new TeamsOptions(TeamsOptions.Database.EMBEDDED, List.of(), TeamsOptions.Accounts.DEFAULT);

  private final String domain;
  private final TeamsOptions options;
  private final Path state;
  private final Store store;
  private final People people;
  private SshOptions ssh;
  private NgrokServer server;

  private Team(
      String domain,
      TeamsOptions options,
      SshOptions ssh,
      Path state,
      ServerOptions.Addresses addresses) {
    this.domain = domain;
    this.options = options;
    this.ssh = ssh;
    this.state = state;
    this.people =
        new People(
            TeamsOptions.Accounts.DEFAULT,
            new NameRules(domain, PortRanges.NONE, Reservations.NONE),
            Clock.systemUTC());
    this.server = started(addresses);
    this.store = Store.open(OPTIONS.database(), state.resolve("accounts"));
  }

  static Team start() {
    return start(LOCALHOST, false, OPTIONS);
  }

  /** One that people reach by ssh, too. */
  static Team startWithSsh() {
    return start(
        LOCALHOST,
        false,
        OPTIONS,
        new SshOptions(Optional.of(new HostAndPort(HOST, 0)), false, Optional.empty()));
  }

  /**
   * @param hasHttps with a certificate that the server makes itself
   */
  static Team start(String domain, boolean hasHttps, TeamsOptions options) {
    return start(domain, hasHttps, options, SshOptions.OFF);
  }

  private static Team start(String domain, boolean hasHttps, TeamsOptions options, SshOptions ssh) {
    try {
      Path state = Files.createTempDirectory("ngrokd-team");
      HostAndPort any = new HostAndPort(HOST, 0);
      Optional<HostAndPort> https = hasHttps ? Optional.of(any) : Optional.empty();
      return new Team(
          domain,
          options,
          ssh,
          state,
          new ServerOptions.Addresses(Optional.of(any), https, any, HOST));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NgrokServer started(ServerOptions.Addresses addresses) {
    return NgrokServer.start(
        new ServerOptions(
            domain,
            addresses,
            new ServerOptions.Tls(Optional.empty(), KeyKind.ECDSA_P256, TlsVersion.TLS_1_2),
            new ServerOptions.State(StateDirectory.at(state), Optional.empty()),
            policy(),
            Optional.of(options)));
  }

  private ServerOptions.Policy policy() {
    ServerOptions.Policy usual = ServerOptions.Policy.DEFAULT;
    return new ServerOptions.Policy(usual.edge(), usual.floods(), usual.access(), usual.mux(), ssh);
  }

  /** Stops the server and starts it again where it was. */
  void restart() {
    ServerOptions.Addresses same =
        new ServerOptions.Addresses(
            server.address("http"),
            server.address("https"),
            server.address("tunnel").orElseThrow(),
            HOST);
    ssh = new SshOptions(server.address("ssh"), false, Optional.empty());
    server.close();
    server = started(same);
  }

  /** Of the dashboard: "http://localhost:PORT/". */
  String address() {
    return "http://" + domain + ":" + port("http") + "/";
  }

  Path rootCas() {
    return state.resolve("certs/ca.crt");
  }

  int port(String what) {
    return server.address(what).orElseThrow().port();
  }

  /** Changes what is in the database, as somebody else would. */
  void change(Consumer<Tables> change) {
    store.now(
        tables -> {
          change.accept(tables);
          return true;
        });
  }

  AccountRow add(String name, Role role) {
    return store.now(tables -> people.add(tables, name, "", role, BY));
  }

  /** Gives a name below the domain to an account. */
  void reserve(AccountRow account, String name) {
    change(tables -> people.reserve(tables, account, NameKind.SUBDOMAIN, name, BY));
  }

  /** A new token that opens tunnels. */
  String token(AccountRow account, String label) {
    return store.now(
        tables -> people.newToken(tables, account, label, List.of(), Optional.empty(), BY).token());
  }

  /** A new token for the API. */
  String apiToken(AccountRow account, List<String> scopes) {
    return store.now(
        tables -> people.newToken(tables, account, "api", scopes, Optional.empty(), BY).token());
  }

  /** Signs somebody in: what their browser's cookie holds. */
  String session(AccountRow account) {
    String key = account.id() + account.id();
    Instant now = Instant.now();
    change(
        tables ->
            tables
                .sessions()
                .add(
                    new SessionRow(
                        hash(key), account.id(), now, now, "203.0.113.7", "a test's browser")));
    return key;
  }

  /** Signs somebody in, and waits until their pages are there. */
  void signIn(Browser browser, AccountRow account) {
    String key = session(account);
    browser.go(address() + "static/icon.svg");
    browser.driver().manage().deleteAllCookies();
    browser.driver().manage().addCookie(new Cookie.Builder("ngrokd", key).path("/").build());
    browser.go(address());
    browser.find("#sign-out");
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  NgrokClient.Builder clientBuilder(String token) {
    return NgrokClient.builder()
        .serverAddr(domain + ":" + port("tunnel"))
        .rootCas(rootCas())
        .authToken(token);
  }

  @Override
  public void close() {
    store.close();
    server.close();
    try (var files = Files.walk(state)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
