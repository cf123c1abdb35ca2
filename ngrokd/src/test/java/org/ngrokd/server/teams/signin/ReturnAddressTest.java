package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/#people",
        "/?view=tokens",
        "/-/device",
        "/-/device?code=BCDF-GHJK",
        "/a//b"
      })
  void ourOwnPagesAreGoneBackTo(String path) {
    assertThat(ReturnAddress.of(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/a\r\nSet-Cookie: x=y",
        " /",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "/-/sign-out",
        "/-/oidc/auth",
        "/-/devices",
        "/\u00e9"
      })
  void nothingElseIs(String path) {
    assertThat(ReturnAddress.of(path)).isEqualTo("/");
  }
}
