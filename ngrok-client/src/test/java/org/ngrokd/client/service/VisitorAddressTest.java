package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorAddressTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7:51234, 203.0.113.7, 51234",
    "/127.0.0.1:1234, 127.0.0.1, 1234",
    "203.0.113.7, 203.0.113.7, 0",
    "203.0.113.7:, 203.0.113.7, 0",
    "203.0.113.7:70000, 203.0.113.7, 0",
    "[2001:db8::1]:443, 2001:db8:0:0:0:0:0:1, 443",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1, 0",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1, 0",
    "/[::1]:80, 0:0:0:0:0:0:0:1, 80",
    "[fe80::1%eth0]:80, fe80:0:0:0:0:0:0:1, 80",
    "[::ffff:203.0.113.7]:80, 203.0.113.7, 80"
  })
  void isReadHoweverItIsWritten(String text, String ip, int port) {
    assertThat(VisitorAddress.parse(text))
        .hasValueSatisfying(
            address -> {
              assertThat(address.getAddress().getHostAddress()).isEqualTo(ip);
              assertThat(address.getPort()).isEqualTo(port);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", ":", ":80", "[]:80", "[", "]", "unknown", "host:80", "1.2.3:4"})
  void othersAreUnknown(String text) {
    assertThat(VisitorAddress.parse(text)).isEmpty();
  }

  @Test
  void nothingIsLookedUp() {
    assertThat(VisitorAddress.parse("localhost:80")).isEmpty();
  }
}
