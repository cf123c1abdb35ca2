package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.streams.net.HostAndPort;

class HttpProxyTest {
  @Test
  void urlWithUserInfo() {
    assertThat(HttpProxy.parse("http://user:pw@proxy.example:3128"))
        .isEqualTo(new HttpProxy(new HostAndPort("proxy.example", 3128), "user", "pw"));
  }

  @Test
  void userInfoMayHoldEscapesAndColons() {
    HttpProxy proxy = HttpProxy.parse("http://us%40er:p%3Aa:ss@proxy.example:3128");

    assertThat(proxy.user()).isEqualTo("us@er");
    assertThat(proxy.password()).isEqualTo("p:a:ss");
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy.example:3128, proxy.example:3128",
    "proxy.example:3128, proxy.example:3128",
    "http://proxy.example, proxy.example:80",
    "http://proxy.example:3128/, proxy.example:3128",
    "HTTP://10.0.0.1:8080, 10.0.0.1:8080",
    "http://[::1]:3128, [::1]:3128",
  })
  void schemePortAndUserMayBeLeftOut(String url, String address) {
    HttpProxy proxy = HttpProxy.parse(url);

    assertThat(proxy.address()).hasToString(address);
    assertThat(proxy.user()).isEmpty();
    assertThat(proxy.password()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "socks5://proxy.example:9050, proxy.example:9050",
    "SOCKS5://proxy.example, proxy.example:1080",
    "socks5h://[::1], [::1]:1080",
  })
  void socksIsAnotherKindWithAnotherPort(String url, String address) {
    HttpProxy proxy = HttpProxy.parse(url);

    assertThat(proxy.kind()).isEqualTo(HttpProxy.Kind.SOCKS5);
    assertThat(proxy.address()).hasToString(address);
  }

  @Test
  void socksTakesNoLongPassword() {
    assertThat(HttpProxy.parse("socks5://a:" + "b".repeat(255) + "@p").password()).hasSize(255);
    assertThatThrownBy(() -> HttpProxy.parse("socks5://a:" + "b".repeat(256) + "@p"))
        .hasMessageContaining("255 ASCII characters");
  }

  @Test
  void userWithoutPassword() {
    HttpProxy proxy = HttpProxy.parse("user@proxy.example:3128");

    assertThat(proxy.user()).isEqualTo("user");
    assertThat(proxy.password()).isEmpty();
  }

  @Test
  void neitherUserNorPasswordIsShown() {
    assertThat(HttpProxy.parse("http://alice:hunter2@proxy.example:3128").toString())
        .contains("proxy.example:3128")
        .doesNotContain("alice", "hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://alice:hunter2@proxy.example",
        "socks4://alice:hunter2@proxy.example",
        "socks5://alice:hunter2é@proxy.example",
        "http://alice:hun ter2@proxy.example",
        "http://alice:hunter2@",
        "http://alice:hunter2@proxy.example:port",
        "http://alice:hunter2@proxy.example:70000",
        "http://alice:hunter%zz@proxy.example",
      })
  void noErrorShowsThePassword(String url) {
    assertThatThrownBy(() -> HttpProxy.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .isNotBlank()
                    .doesNotContain("alice", "hunter2", "hun ter2", "hunter%zz"))
        .hasNoCause();
  }
}
