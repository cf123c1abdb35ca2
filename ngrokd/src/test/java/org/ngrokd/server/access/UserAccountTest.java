package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.limits.LimitCounters;

class UserAccountTest {
  private static final String BASE = "tunnel.example";
  private static final String HASH = "sha256:00112233445566778899aabbccddeeff:" + "ab".repeat(32);

  private static final String KEPT_ELSEWHERE = "team." + BASE;
  private static final int PORT_KEPT_ELSEWHERE = 4444;

  private final MockTicker ticker = Ticker.newMockTicker();
  private Users users = Users.NOBODY;

  /** The account of the user "alice", who has these keys. */
  private UserAccount alice(String keys) {
    file(keys);
    User user = users.named("alice").orElseThrow();
    return new UserAccount(user, () -> users, kept(), new Meters(ticker, new LimitCounters()));
  }

  /** What the file keeps, as it is now. */
  private Reservations kept() {
    return new Reservations() {
      @Override
      public boolean isKept(AskedName name, String account) {
        return users.isKept(name, account) || name.host().equals(KEPT_ELSEWHERE);
      }

      @Override
      public boolean isKept(int port, String account) {
        return users.isKept(port, account) || port == PORT_KEPT_ELSEWHERE;
      }
    };
  }

  private void file(String keys) {
    String token = "token: \"" + HASH + "\"";
    users =
        UsersFile.parse(
            "users.yml",
            """
            users:
              alice: {%1$s%2$s}
              bob: {%1$s, subdomains: [shop, "api-*"], hostnames: [www.bob.example]}
            """
                .formatted(token, keys.isEmpty() ? "" : ", " + keys));
  }

  @ParameterizedTest
  @CsvSource({
    "free.tunnel.example, ''",
    "a.b.tunnel.example, ''",
    "www.alice.example, ''",
    "shop.tunnel.example, reserved for somebody else",
    "api-1.tunnel.example, reserved for somebody else",
    "cookies.shop.tunnel.example, reserved for somebody else",
    "www.bob.example, reserved for somebody else",
    "x.www.bob.example, reserved for somebody else",
    "workshop.tunnel.example, ''",
    "bob.example, ''",
    "tunnel.example, the server's own",
  })
  void whoHasNoListMayHaveAnyNameThatNobodyReserved(String host, String refusal) {
    assertThat(alice("").refusalOfName(host, BASE).orElse("")).contains(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "dev.tunnel.example, ''",
    "dev-2.tunnel.example, ''",
    "dev-2.x.tunnel.example, Your token is not for the name",
    "other.tunnel.example, Your token is not for the name",
    "www.alice.example, ''",
    "mail.alice.example, Your token is not for the name",
    "tunnel.example, the server's own",
  })
  void whoHasAListMayHaveWhatIsOnIt(String host, String refusal) {
    UserAccount alice = alice("subdomains: [dev, \"dev-*\"], hostnames: [www.alice.example]");

    assertThat(alice.refusalOfName(host, BASE).orElse("")).contains(refusal);
    assertThat(alice.refusalOfName(host, BASE).isEmpty()).isEqualTo(refusal.isEmpty());
  }

  @Test
  void theServersOwnNameIsForWhomTheFileNamesIt() {
    assertThat(alice("hostnames: [tunnel.example]").refusalOfName("tunnel.example", BASE))
        .isEmpty();
  }

  @Test
  void aStarIsFilledForWhoAsksForNoName() {
    UserAccount alice = alice("subdomains: [\"dev-*\", dev, \"*\"]");

    assertThat(alice.subdomainsToTry(Optional.of("old"), List.of("1f2e", "3a4b")))
        .containsExactly("old", "dev", "dev-1f2e", "1f2e", "3a4b");
  }

  /** A pattern says less than a name. */
  @Test
  void whatIsKeptElsewhereIsOnlyForWhomTheFileNamesIt() {
    assertThat(alice("").refusalOfName(KEPT_ELSEWHERE, BASE)).isPresent();
    assertThat(alice("subdomains: [\"t*\"]").refusalOfName(KEPT_ELSEWHERE, BASE)).isPresent();
    assertThat(alice("subdomains: [team]").refusalOfName(KEPT_ELSEWHERE, BASE)).isEmpty();
    assertThat(alice("").refusalOfPort(PORT_KEPT_ELSEWHERE)).isPresent();
    assertThat(alice("tcp_ports: [4444]").refusalOfPort(PORT_KEPT_ELSEWHERE)).isEmpty();
  }

  @Test
  void whatOneMessageAsksForTakesOnePlace() {
    UserAccount alice = alice("max_tunnels: 2");
    Object website = new Object();

    assertThat(alice.refusalOfTunnel(website, "", 0)).isEmpty(); // by http
    assertThat(alice.refusalOfTunnel(website, "", 0)).isEmpty(); // by https
    assertThat(alice.refusalOfTunnel("other", "", 0)).isEmpty();
    assertThat(alice.refusalOfTunnel("third", "", 0))
        .contains("All tunnels that your token is for (2) are open: close one first");

    alice.tunnelClosed(website);
    assertThat(alice.refusalOfTunnel("third", "", 0)).isNotEmpty();
    alice.tunnelClosed(website);
    assertThat(alice.refusalOfTunnel("third", "", 0)).isEmpty();
  }

  @Test
  void connectionsPerSecondAreAnAverageOfTwo() {
    UserAccount alice = alice("connections_per_second: 3");

    assertThat(connect(alice, 10)).isEqualTo(6);
    ticker.advance(1, TimeUnit.SECONDS);
    assertThat(connect(alice, 10)).isEqualTo(3);
    ticker.advance(1, TimeUnit.HOURS);
    assertThat(connect(alice, 10)).isEqualTo(6);
  }

  private static int connect(UserAccount account, int tries) {
    int connected = 0;
    for (int i = 0; i < tries; i++) {
      connected += account.mayConnect() ? 1 : 0;
    }
    return connected;
  }

  @Test
  void openConnectionsFollowAChangedBandwidth() {
    UserAccount alice = alice("bandwidth: {up: 1MB}");
    var pace = alice.up().orElseThrow();
    assertThat(alice.down()).isEmpty();

    file("bandwidth: {up: 2MB, down: 1MB}");
    alice.refresh();

    assertThat(alice.up()).containsSame(pace);
    assertThat(pace.bytesPerSecond()).isEqualTo(2_000_000);
    assertThat(alice.down()).isPresent();
  }

  @Test
  void aRateThatStaysIsNotFilledUpByAnotherChange() {
    UserAccount alice = alice("connections_per_second: 3");
    connect(alice, 6);

    file("connections_per_second: 3, max_tunnels: 1");
    alice.refresh();

    assertThat(alice.mayConnect()).isFalse();
  }

  @Test
  void protocolsAndPorts() {
    UserAccount alice = alice("protocols: [http, tcp], tcp_ports: [20000-20009]");

    assertThat(alice.refusalOfProtocol("tcp")).isEmpty();
    assertThat(alice.refusalOfProtocol("tls"))
        .contains("Your token is not for tls tunnels, but for: http, tcp");
    assertThat(alice.refusalOfPort(20009)).isEmpty();
    assertThat(alice.refusalOfPort(20010))
        .contains("your token is not for port 20010, but for: 20000-20009");
  }
}
