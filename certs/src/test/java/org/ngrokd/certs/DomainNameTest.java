package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
  @ParameterizedTest
  @CsvSource({
    "example.com,     example.com",
    "Example.COM.,    example.com",
    "localhost,       localhost",
    "a-b.4u.example,  a-b.4u.example",
    "bücher.example,  xn--bcher-kva.example",
    "192.0.2.1,       192.0.2.1",
    "[2001:DB8::1],   2001:db8::1",
  })
  void nameGetsOneSpelling(String text, String expected) {
    assertThat(DomainName.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        ".example.com",
        "-a.example",
        "a-.example",
        "a_b.example",
        "*.example.com",
        "https://example.com",
        "example.com:443",
        "example.com/",
        "a b",
        "a,b",
        "1.2.3",
        "300.1.1.1",
        "1.2.3.4.5",
        "fe80::1%eth0",
        "a\nb"
      })
  void anythingElseIsExplained(String text) {
    assertThatThrownBy(() -> DomainName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a domain name");
  }

  @Test
  void nameLeavesRoomForTheWildcard() {
    String longest = "a.".repeat(125) + "b";

    assertThat(DomainName.parse(longest)).hasSize(251);
    assertThatThrownBy(() -> DomainName.parse("c" + longest + "d"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelsEndAt63Characters() {
    assertThat(DomainName.parse("a".repeat(63) + ".b")).hasSize(65);
    assertThatThrownBy(() -> DomainName.parse("a".repeat(64) + ".b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
