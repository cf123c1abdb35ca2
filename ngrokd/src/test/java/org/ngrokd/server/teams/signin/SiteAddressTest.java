package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.kit.cli.UserException;

class SiteAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.com", "https://example.com:8443/", "http://team.localhost:8080"})
  void theDashboardIsAtAnAddressOfHttpsOrOnThisHost(String url) {
    assertThat(new SiteAddress(URI.create(url)).at("/-/device").toString())
        .isEqualTo(url.replaceFirst("/$", "") + "/-/device");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "http://localhost.example.com",
        "ftp://localhost",
        "https://example.com/path",
        "https://user@example.com",
        "https:///",
        "example.com",
        "mailto:a@example.com"
      })
  void cookiesGoNowhereInTheClear(String url) {
    assertThatThrownBy(() -> new SiteAddress(URI.create(url)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("expected https://HOST");
  }
}
