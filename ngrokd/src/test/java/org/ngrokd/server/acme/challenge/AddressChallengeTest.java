package org.ngrokd.server.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressChallengeTest {
  private final AlpnChallenges challenges = new AlpnChallenges(ChallengeCertificate::context);

  @Test
  void anAddressIsLookedForUnderItsNameInReverseDns() {
    Published published = challenges.publish("203.0.113.10", new byte[32]);

    assertThat(challenges.find("10.113.0.203.in-addr.arpa")).isPresent();
    assertThat(challenges.find("203.0.113.10")).isEmpty();

    published.close();
    assertThat(challenges.isEmpty()).isTrue();
  }

  @Test
  void anIpv6AddressByItsDigits() {
    var unused = challenges.publish("2001:db8::7", new byte[32]);

    assertThat(
            challenges.find(
                "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"))
        .isPresent();
  }
}
