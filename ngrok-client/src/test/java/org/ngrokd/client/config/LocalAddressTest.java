package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.streams.net.HostAndPort;

class LocalAddressTest {
  @ParameterizedTest
  @CsvSource({
    "8080, 127.0.0.1:8080",
    ":8080, 127.0.0.1:8080",
    "nas.lan:5000, nas.lan:5000",
    "192.168.1.20:5001, 192.168.1.20:5001",
    "[::1]:22, [::1]:22",
    "1, 127.0.0.1:1",
    "65535, 127.0.0.1:65535",
    "http://nas.lan, nas.lan:80",
    "http://nas.lan:5000/, nas.lan:5000",
    "https://nas.lan, https://nas.lan:443",
    "https://192.168.1.20:5001, https://192.168.1.20:5001",
    "HTTPS://[::1]/, https://[::1]:443",
    "https://:8443, https://127.0.0.1:8443",
    "unix:/run/app.sock, unix:/run/app.sock"
  })
  void isReadAndShown(String text, String shown) {
    assertThat(LocalAddress.parse(text)).hasToString(shown);
  }

  @Test
  void kindsAreToldApart() {
    assertThat(LocalAddress.parse("8080"))
        .isEqualTo(new LocalAddress.Tcp(new HostAndPort("127.0.0.1", 8080), true));
    assertThat(LocalAddress.parse("127.0.0.1:8080"))
        .isEqualTo(new LocalAddress.Tcp(new HostAndPort("127.0.0.1", 8080), false));
    assertThat(LocalAddress.parse("https://nas.lan"))
        .isEqualTo(new LocalAddress.Tls(new HostAndPort("nas.lan", 443), false));
    assertThat(LocalAddress.parse("unix:/run/app.sock"))
        .isEqualTo(new LocalAddress.Unix("/run/app.sock"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "0",
        ":0",
        "host",
        "65536",
        "-1",
        "a:b",
        "::1:80",
        "host:80/path",
        "no host:80",
        "https://",
        "https:///",
        "https://nas.lan:0",
        "https://nas.lan/admin",
        "https://u@nas.lan",
        "http://nas.lan?x=1",
        "ftp://nas.lan",
        "unix:",
        "unix:app.sock",
        "https://nas.lan:"
      })
  void othersAreRefused(String text) {
    assertThatThrownBy(() -> LocalAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pathOfAUnixSocketIsBounded() {
    assertThat(LocalAddress.parse("unix:/" + "a".repeat(102))).isNotNull();
    assertThatThrownBy(() -> LocalAddress.parse("unix:/" + "a".repeat(103)))
        .hasMessageContaining("103 bytes");
  }

  @Test
  void errorSaysWhatIsWrong() {
    assertThatThrownBy(() -> LocalAddress.parse("70000")).hasMessageContaining("0..65535");
    assertThatThrownBy(() -> LocalAddress.parse("http"))
        .hasMessage("'http' is not a port, 0 to 65535");
    assertThatThrownBy(() -> LocalAddress.parse("::1:80")).hasMessageContaining("[::1]:port");
  }
}
