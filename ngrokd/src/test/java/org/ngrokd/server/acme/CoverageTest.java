package org.ngrokd.server.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private final Coverage wildcard = new Coverage("example.com", true);

  @Test
  void theDomainAndAllRightBelowItHaveOneTogether() {
    for (String name : List.of("example.com", "shop.example.com", "*.example.com")) {
      assertThat(wildcard.of(name)).isEqualTo("*.example.com");
      assertThat(wildcard.names(name)).containsExactly("*.example.com", "example.com");
    }
  }

  @Test
  void otherNamesHaveTheirOwn() {
    for (String name : List.of("a.b.example.com", "example.org", "anexample.com", "com")) {
      assertThat(wildcard.of(name)).isEqualTo(name);
      assertThat(wildcard.names(name)).containsExactly(name);
    }
  }

  @Test
  void belowAnAddressThereIsNothing() {
    assertThat(new Coverage("203.0.113.10", true).names("203.0.113.10"))
        .containsExactly("203.0.113.10");
  }

  @Test
  void withoutDnsEachHasItsOwn() {
    assertThat(new Coverage("example.com", false).names("shop.example.com"))
        .containsExactly("shop.example.com");
  }
}
