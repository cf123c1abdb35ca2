package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.protocol.TunnelProtocol;

class UsersFileTest {
  private static final String HASH = "sha256:00112233445566778899aabbccddeeff:" + "ab".repeat(32);

  private static Users parse(String text) {
    return UsersFile.parse("users.yml", text);
  }

  @Test
  void everyKeyIsTaken() {
    Users users =
        parse(
            """
            users:
              alice:
                token: "%s"
                subdomains: [Alice, "alice-*"]
                hostnames: www.alice.example
                tcp_ports: ["20000-20099", 2222]
                protocols: [http, tls]
                max_tunnels: 3
                connections_per_second: 50
                bandwidth: {up: 10MiB, down: 500KB}
            """
                .formatted(HASH));

    User alice = users.named("alice").orElseThrow();
    assertThat(alice.token()).hasToString(HASH);
    assertThat(alice.allowance().names().subdomains()).hasToString("alice, alice-*");
    assertThat(alice.allowance().names().hostnames()).hasToString("www.alice.example");
    assertThat(alice.allowance().names().tcpPorts().orElseThrow()).hasToString("2222, 20000-20099");
    assertThat(alice.allowance().protocols())
        .contains(List.of(TunnelProtocol.HTTP, TunnelProtocol.TLS));
    assertThat(alice.allowance().quota()).isEqualTo(new Allowance.Quota(3, 50, 10L << 20, 500_000));
  }

  @Test
  void whatIsNotSaidIsNotLimited() {
    User bob = parse("users:\n  bob:\n    token: \"" + HASH + "\"\n").named("bob").orElseThrow();

    assertThat(bob.allowance().names().subdomains().matches("any.thing")).isTrue();
    assertThat(bob.allowance().names().hostnames().matches("any.thing")).isTrue();
    assertThat(bob.allowance().names().tcpPorts()).isEmpty();
    assertThat(bob.allowance().protocols()).isEmpty();
    assertThat(bob.allowance().quota()).isEqualTo(new Allowance.Quota(0, 0, 0, 0));
  }

  @Test
  void anEmptyListAllowsNothing() {
    String text = "{token: \"" + HASH + "\", subdomains: [], tcp_ports: [], protocols: []}";
    User bob = parse("users:\n  bob: " + text + "\n").named("bob").orElseThrow();

    assertThat(bob.allowance().names().subdomains().matches("any")).isFalse();
    assertThat(bob.allowance().names().tcpPorts().orElseThrow().isEmpty()).isTrue();
    assertThat(bob.allowance().protocols()).contains(List.of());
  }

  @Test
  void allMistakesAreToldWithTheirLines() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    users:
                      alice:
                        token: hunter2
                        subdomain: [a]
                        tcp_ports: [0, 70000, x]
                        protocols: udp
                        max_tunnels: many
                        bandwidth: {up: fast}
                      bob:
                        hostnames: ["a b"]
                    """))
        .message()
        .contains("users.yml:3: token is no hash")
        .contains("users.yml:4: unknown key 'subdomain'. Did you mean 'subdomains'?")
        .contains("users.yml:5: '0' is not a port")
        .contains("'70000' is not a port")
        .contains("'x' is not a port")
        .contains("users.yml:6: protocols has 'udp'; allowed: http, https, tcp, tls")
        .contains("users.yml:7: max_tunnels is 'many'")
        .contains("users.yml:8: 'fast' is not bytes per second")
        .contains("user bob has no token; 'ngrokd token new bob' makes one")
        .contains("users.yml:10: 'a b' is not a name")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "2KB, 2000", "2KiB, 2048", "3MiB/s, 3145728", "1GB, 1000000000"})
  void ratesAreBytesPerSecond(String text, long bytes) {
    assertThat(ByteRate.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "shop, true",
    "shop.x, false",
    "xshop, false",
    "dev-1, true",
    "dev-, true",
    "dev, false",
    "dev-1.evil, false"
  })
  void starStandsForAnyCharactersButADot(String name, boolean matches) {
    assertThat(NamePatterns.of(List.of("shop", "dev-*")).matches(name)).isEqualTo(matches);
  }

  /** A lone star says nothing about a name; "dev-*" does. */
  @Test
  void namesInTheFileAreReserved() {
    Users users =
        parse(
            """
            users:
              alice: {token: "%1$s", subdomains: [shop, "dev-*"], tcp_ports: [2222]}
              bob: {token: "%1$s", subdomains: ["*"]}
            """
                .formatted(HASH));
    User alice = users.named("alice").orElseThrow();
    User bob = users.named("bob").orElseThrow();

    assertThat(users.isKept(name("shop.a.test"), bob.name())).isTrue();
    assertThat(users.isKept(name("dev-7.a.test"), bob.name())).isTrue();
    assertThat(users.isKept(name("shop.a.test"), alice.name())).isFalse();
    assertThat(users.isKept(name("free.a.test"), alice.name())).isFalse();
    assertThat(users.isKept(name("cookies.shop.a.test"), bob.name())).isTrue(); // below hers
    assertThat(users.isKept(name("workshop.a.test"), bob.name())).isFalse();
    assertThat(users.isKept(2222, bob.name())).isTrue();
    assertThat(users.isKept(2222, alice.name())).isFalse();
  }

  private static AskedName name(String host) {
    return new AskedName(host, "a.test");
  }

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @Test
  void wrongKeysAreToldWithTheirLinesAndNotRepeated() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    users:
                      alice:
                        token: "%1$s"
                        ssh_keys:
                          - %2$s
                          - restrict %2$s
                          - "-----BEGIN OPENSSH PRIVATE KEY----- hunter2"
                      bob:
                        token: "%1$s"
                        ssh_keys: %2$s at work
                    """
                        .formatted(HASH, KEY)))
        .hasMessageContainingAll(
            "users.yml:6: user alice: ssh_keys: options in front of a key",
            "users.yml:7: user alice: ssh_keys: This is a private key",
            "is alice's and bob's; it has to be one user's")
        .message()
        .doesNotContain("hunter2");
  }
}
