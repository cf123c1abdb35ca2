package org.ngrokd.server.ssh.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that people bring along from elsewhere, as they are in those manuals. */
class SshFormsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // ngrok
        "ssh -R 443:localhost:80 v2@h.example http | http",
        "ssh -R app.other.example:443:127.0.0.1:8080 v2@h.example http"
            + " | http hostname=app.other.example",
        "ssh -R app.h.example:443:127.0.0.1:8080 v2@h.example http | http subdomain=app",
        "ssh -R 0:localhost:22 v2@h.example tcp | tcp",
        "ssh -R h.example:12345:localhost:3389 h.example tcp | tcp port=12345",
        "ssh -R n:443:localhost:443 v2@h.example tls | tls subdomain=n",
        "ssh -R 0:localhost:80 v2@h.example http --url https://app.other.example"
            + " | https hostname=app.other.example",
        "ssh -R 0:localhost:22 v2@h.example tcp --remote-addr 1.tcp.h.example:20022"
            + " | tcp port=20022",
        // serveo, sish
        "ssh -R 80:localhost:3000 h.example | http",
        "ssh -R sub:80:localhost:3000 h.example | http subdomain=sub",
        "ssh -R full.domain.example:443:localhost:3000 h.example"
            + " | http hostname=full.domain.example",
        "ssh -R 2222:localhost:22 h.example | tcp port=2222",
        "ssh -R box:22:localhost:22 h.example tcp-alias=true | private box port=22",
        "ssh -R box:22:localhost:22 h.example private | private box port=22",
        "ssh -R app:443:localhost:443 h.example sni-proxy=true | tls subdomain=app",
        // localhost.run
        "ssh -R 80:localhost:8080 nokey@h.example | http",
        "ssh -R example.com:80:localhost:8080 plan@h.example | http hostname=example.com",
        // pinggy
        "ssh -p 443 -R0:localhost:8000 h.example | http",
        "ssh -p 443 -R0:localhost:8000 +tcp@h.example | tcp",
        "ssh -p 443 -R0:localhost:8000 tcp@h.example | tcp",
        "ssh -p 443 -R0:localhost:8000 tok3n+tcp@h.example | tcp",
        "ssh -p 443 -R0:localhost:8000 tok3n+force+tls@h.example | tls",
        // frp
        "ssh -R :80:127.0.0.1:8080 v0@h.example -p 2200 http --proxy_name n | http subdomain=n",
        "ssh -R :80:127.0.0.1:8080 v0@h.example -p 2200 http --proxy_name n --custom_domain d.example"
            + " | http hostname=d.example",
        "ssh -R :80:127.0.0.1:8080 v0@h.example -p 2200 tcp --proxy_name n --remote_port 9090"
            + " | tcp port=9090",
        "ssh -R :80:127.0.0.1:8080 v0@h.example -p 2200 tcp --proxy_name n | tcp",
        // pgrok
        "ssh -N -R 0::3000 h.example -p 2222 | http",
        // scripts
        "ssh -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 -N -T -R 80:localhost:80 h.example"
            + " | http",
      })
  void makesTheTunnelThatItMakesThere(String command, String tunnel) throws BadForwardException {
    assertThat(SshCommand.of(command).tunnel()).isEqualTo(tunnel);
  }

  @Test
  void ngroksPassword() throws BadForwardException {
    SshCommand spaced = SshCommand.of("ssh -R 443:localhost:80 v2@h.example http --basic-auth u:p");
    SshCommand joined = SshCommand.of("ssh -R 443:localhost:80 v2@h.example http --basic-auth=u:p");

    assertThat(spaced.wishes().options().basicAuth()).contains("u:p");
    assertThat(joined.wishes()).isEqualTo(spaced.wishes());
    assertThat(spaced.tunnel()).isEqualTo("http");
  }

  @Test
  void ngroksHelp() {
    assertThat(SshCommand.of("ssh h.example http --help").wishes().isHelp()).isTrue();
  }

  @Test
  void sishesWords() throws BadForwardException {
    SshCommand command =
        SshCommand.of(
            "ssh -R shop:80:localhost:3000 h.example deadline=15m proxyproto=1 host-header=x.lan"
                + " force-https=true");

    Options options = command.wishes().options();

    assertThat(options.deadline()).contains(Duration.ofMinutes(15));
    assertThat(options.proxyProtocol()).contains(1);
    assertThat(options.hostHeader()).contains("x.lan");
    assertThat(options.redirectHttps()).isTrue();
    assertThat(command.tunnel()).isEqualTo("http subdomain=shop");
  }

  @Test
  void sishesAllowedUsers() throws BadForwardException {
    String key = "SHA256:" + "a".repeat(43);
    SshCommand command =
        SshCommand.of(
            "ssh -R box:22:localhost:22 h.example tcp-alias=true tcp-aliases-allowed-users=" + key);

    assertThat(command.tunnel()).isEqualTo("private box port=22");
    assertThat(command.wishes().options().allowedKeys()).containsExactly(key);
  }

  @Test
  void pinggysWords() throws BadForwardException {
    SshCommand command =
        SshCommand.of(
            "ssh -p 443 -R0:localhost:8000 tok3n+qr+force@h.example \"w:1.2.3.0/24\" x:xff x:https");

    Wishes wishes = command.wishes();

    assertThat(command.tunnel()).isEqualTo("http");
    assertThat(wishes.options().allow()).containsExactly("1.2.3.0/24");
    assertThat(wishes.options().redirectHttps()).isTrue();
    assertThat(wishes.options().wantsQr()).isTrue();
    assertThat(wishes.options().isForced()).isTrue();
    assertThat(UserName.of(command.user()).first()).isEqualTo("tok3n");
  }

  @Test
  void pgroksHintOverrulesThePort() throws BadForwardException {
    Forward tcp =
        Forward.of("localhost", 0, Optional.of(Kind.TCP), Wishes.NONE, "h.example"::equals);
    Forward http =
        Forward.of("localhost", 2222, Optional.of(Kind.HTTP), Wishes.NONE, "h.example"::equals);

    assertThat(tcp.kind()).isEqualTo(Kind.TCP);
    assertThat(tcp.port()).isZero();
    assertThat(http.kind()).isEqualTo(Kind.HTTP);
  }

  @Test
  void severalForwardsInOneConnection() throws BadForwardException {
    SshCommand command =
        SshCommand.of(
            "ssh -R 80:localhost:3000 -R api:80:localhost:4000 -R 2222:localhost:22 h.example");

    assertThat(command.tunnels().stream().map(SshCommand::shortly))
        .containsExactly("http", "http subdomain=api", "tcp port=2222");
  }

  @Test
  void aPrivateNameWithoutTheWordIsNotMadePublic() {
    SshCommand serveo = SshCommand.of("ssh -R box:22:localhost:22 h.example");

    assertThatThrownBy(serveo::tunnel)
        .isInstanceOf(BadForwardException.class)
        .hasMessage(
            "a tcp tunnel has a port and no name: leave 'box' away; or add the word private, and no"
                + " public port is opened");
  }

  @Test
  void whatProtectsElsewhereIsRefusedByName() {
    List<String> faults =
        SshCommand.of("ssh -R 443:localhost:80 v2@h.example http --oauth google").wishes().faults();

    assertThat(faults)
        .containsExactly(
            "'oauth' is nothing that this server does: what protects here: basic-auth, allow-cidrs,"
                + " deny-cidrs, private");
  }
}
