package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;

class TcpPortRulesTest {
  private static final int OWN = 4443;

  private static TcpPortRules rules(String... listed) {
    return new TcpPortRules(PortRanges.parse(List.of(listed)), port -> port == OWN);
  }

  private static String refusal(TcpPortRules rules, int port) {
    return rules.refusal(port, Account.ANYBODY).orElse("");
  }

  @Test
  void withoutAListAllButPrivilegedPortsAreToBeHad() {
    assertThat(refusal(rules(), 1024)).isEmpty();
    assertThat(refusal(rules(), 65_535)).isEmpty();
    assertThat(refusal(rules(), 1023)).startsWith("ports below 1024 are privileged");
  }

  @Test
  void aPrivilegedPortIsToBeHadWhenListed() {
    assertThat(refusal(rules("22", "20000-20009"), 22)).isEmpty();
    assertThat(refusal(rules("22", "20000-20009"), 23))
        .isEqualTo("this server's tcp tunnels have the ports 22, 20000-20009");
  }

  @Test
  void theServersOwnPortIsNeverToBeHad() {
    assertThat(refusal(rules("4000-5000"), OWN)).isEqualTo("port 4443 is the server's own");
    assertThat(rules("4443", "4444").candidates(Optional.of(OWN), Account.ANYBODY))
        .containsExactly(4444);
  }

  @Test
  void theRememberedPortIsTriedFirst() {
    assertThat(rules("20000-20009").candidates(Optional.of(20_007), Account.ANYBODY))
        .startsWith(20_007)
        .hasSize(11);
    assertThat(rules("20000-20009").candidates(Optional.of(30_000), Account.ANYBODY))
        .doesNotContain(30_000)
        .hasSize(10);
  }

  @Test
  void withoutAListTheSystemChooses() {
    assertThat(rules().candidates(Optional.empty(), Account.ANYBODY)).containsOnly(0);
  }
}
