package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressTest {
  @ParameterizedTest
  @CsvSource({
    "8080, 127.0.0.1:8080",
    ":8080, 127.0.0.1:8080",
    "nas.lan:5001, nas.lan:5001",
    "192.168.1.20:5001, 192.168.1.20:5001",
    "[::1]:8080, [::1]:8080",
    "65535, 127.0.0.1:65535",
  })
  void portAloneOrWithAHostIsAnAddress(String text, String address) {
    assertThat(LocalAddress.parse(text)).hasToString(address);
  }

  @Test
  void ipv6HostIsKeptWithoutBrackets() {
    assertThat(LocalAddress.parse("[::1]:80").address().host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", ":0", "nas.lan", "nas.lan:", "65536", "-1", "http://nas.lan:80", "::1"})
  void anythingElseIsAnError(String text) {
    assertThatThrownBy(() -> LocalAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void errorSaysWhatIsWrong() {
    assertThatThrownBy(() -> LocalAddress.parse("70000")).hasMessageContaining("0..65535");
    assertThatThrownBy(() -> LocalAddress.parse("http"))
        .hasMessage("'http' is not a port, 0 to 65535");
    assertThatThrownBy(() -> LocalAddress.parse("::1:80")).hasMessageContaining("[::1]:port");
  }
}
