package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RatesTest {
  private final ManualClock clock = new ManualClock();

  @Test
  void anAddressMayTakeSoManyWithinASpan() {
    Rates rates = new Rates(2, 100, Duration.ofMinutes(1), clock);

    rates.take("203.0.113.1");
    rates.take("203.0.113.1");
    assertThatThrownBy(() -> rates.take("203.0.113.1")).isInstanceOf(RefusalException.class);
    rates.take("203.0.113.2");
    clock.goOn(Duration.ofMinutes(1));
    rates.take("203.0.113.1");
  }

  @Test
  void anIpv6NetworkIsOneAddressAndSoAreAllThatAreNone() {
    Rates rates = new Rates(1, 100, Duration.ofMinutes(1), clock);

    rates.take("2001:db8::1");
    assertThatThrownBy(() -> rates.take("2001:db8::ffff:2")).isInstanceOf(RefusalException.class);
    rates.take("2001:db8:0:1::1");
    rates.take("");
    assertThatThrownBy(() -> rates.take("a host name")).isInstanceOf(RefusalException.class);
  }

  @Test
  void allTogetherMayTakeABoundedNumber() {
    Rates rates = new Rates(10, 2, Duration.ofMinutes(1), clock);

    rates.take("203.0.113.1");
    rates.take("203.0.113.2");
    assertThatThrownBy(() -> rates.take("203.0.113.3")).isInstanceOf(RefusalException.class);
  }

  @Test
  void itRemembersABoundedNumberOfAddresses() {
    Rates rates = new Rates(1, Integer.MAX_VALUE, Duration.ofMinutes(1), clock);

    for (int i = 0; i < 30_000; i++) {
      rates.take("10." + i / 10_000 + "." + i / 100 % 100 + "." + i % 100);
    }

    assertThat(rates.size()).isLessThanOrEqualTo(10_001);
  }
}
