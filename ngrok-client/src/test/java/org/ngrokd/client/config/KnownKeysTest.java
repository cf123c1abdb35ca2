package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.kit.config.ConfigException;

class KnownKeysTest {
  private static final Path FILE = Path.of("ngrok.cfg");

  private static ConfigFile parse(String text) {
    return ConfigFile.parse(FILE, text);
  }

  @Test
  void fileOfARouterIsReadAndWhatIsIgnoredIsTold() {
    ConfigFile file =
        parse(
            """
            server_addr: "example.com:4443"
            trust_host_root_certs: False
            SUBDOMAIN: router
            ssh:
              proto: {tcp: 22}
            tunnels:
              web:
                subdomain: router
                httpauth: "admin:admin"
                password: admin
                proto: {http: 192.168.1.1:80}
            """);

    assertThat(file.tunnels()).containsOnlyKeys("web");
    assertThat(file.warnings())
        .containsExactly(
            "ngrok.cfg:3: the unknown key 'SUBDOMAIN' is ignored. 'subdomain' belongs below"
                + " 'tunnels' and the tunnel's name",
            "ngrok.cfg:5: the unknown key 'ssh' is ignored. A tunnel belongs below 'tunnels'",
            "ngrok.cfg:9: the unknown key 'httpauth' is ignored. Did you mean 'auth'? Until it is"
                + " there ('auth: \"user:password\"') visitors need no password",
            "ngrok.cfg:10: the unknown key 'password' is ignored. Did you mean 'auth'? Until it is"
                + " there ('auth: \"user:password\"') visitors need no password");
  }

  @Test
  void misspeltKeyOfOldIsSuggested() {
    assertThat(parse("server_adr: a.example:1\n").warnings())
        .singleElement()
        .asString()
        .startsWith(
            "ngrok.cfg:1: the unknown key 'server_adr' is ignored. Did you mean 'server_addr'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect: true\npassword: x\n",
        "root_cas: ca.pem\ntunnels: {web: {proto: {http: 80}, httpauth: x}}\n",
        "SUBDOMAIN: x\ntunnels: {web: {proto: {http: 80}, host_header: rewrite}}\n",
      })
  void fileWithSomethingOfOursHasToBeRight(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown key '");
  }

  /** Ignored, it would let in whom it should keep out. */
  @ParameterizedTest
  @ValueSource(strings = {"deny_cidr", "Allow_Cidrs", "allow-cidrs", "redirect_to_http"})
  void misspeltKeyOfOursIsAnError(String key) {
    assertThatThrownBy(() -> parse("tunnels: {web: {proto: {http: 80}, " + key + ": x}}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown key '" + key + "'");
  }

  @Test
  void wrongValueIsAnErrorInEveryFile() {
    assertThatThrownBy(() -> parse("password: x\nserver_addr: nowhere\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server_addr");
  }
}
