package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {

  @ParameterizedTest
  @CsvSource({
    "example.com:4443, example.com, 4443",
    "127.0.0.1:80, 127.0.0.1, 80",
    ":4443, '', 4443",
    "[::1]:80, ::1, 80",
    "[]:80, '', 80",
    "h:0, h, 0",
    "h:65535, h, 65535"
  })
  void hostAndPortAreRead(String text, String host, int port) {
    assertThat(HostAndPort.parse(text)).isEqualTo(new HostAndPort(host, port));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "example.com | no port; expected host:port",
        "\"\" | no port; expected host:port",
        "h: | '' is not a port, 0 to 65535",
        "h:http | 'http' is not a port, 0 to 65535",
        "h:-1 | '-1' is not a port, 0 to 65535",
        "h:+1 | '+1' is not a port, 0 to 65535",
        "h:999999 | '999999' is not a port, 0 to 65535",
        "h:65536 | port 65536 is not in 0..65535",
        "::1:80 | an IPv6 address needs brackets: [::1]:port",
        "//h:80 | '//h' is not a host name",
        "a b:80 | 'a b' is not a host name"
      })
  void whatIsNeitherIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> HostAndPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com:4443", "[::1]:80", ":80"})
  void writtenAsItIsRead(String text) {
    assertThat(HostAndPort.parse(text)).hasToString(text);
  }

  @Test
  void hostIsLowerCasedOnDemand() {
    assertThat(new HostAndPort("WWW.Example", 80).lowerCase())
        .isEqualTo(new HostAndPort("www.example", 80));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void portOutsideItsRangeIsRefused(int port) {
    assertThatThrownBy(() -> new HostAndPort("h", port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port " + port + " is not in 0..65535");
  }
}
