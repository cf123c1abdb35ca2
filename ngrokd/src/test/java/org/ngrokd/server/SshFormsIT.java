package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OpenSsh;

/** The commands that people type elsewhere, typed here: what they print, and that visitors come. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshFormsIT {
  private SshServer gateway;

  @BeforeAll
  void start(@TempDir Path directory) {
    gateway = SshServer.open(directory);
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // ngrok
        "ssh -R 443:localhost:WEB v2@H http | [0-9a-f]+.DOMAIN",
        "ssh -R 443:localhost:WEB v2@H http --max-connections 9 | [0-9a-f]+.DOMAIN",
        "ssh -R app.example.com:443:127.0.0.1:WEB v2@H http | app.example.com",
        "ssh -R n1.tunnel.example:443:127.0.0.1:WEB v2@H http | n1.DOMAIN",
        // serveo, sish
        "ssh -R 80:localhost:WEB H | [0-9a-f]+.DOMAIN",
        "ssh -R sub:80:localhost:WEB H | sub.DOMAIN",
        "ssh -R full.domain.example:443:localhost:WEB H | full.domain.example",
        "ssh -R two:80:localhost:WEB H deadline=15m | two.DOMAIN",
        // localhost.run
        "ssh -R 80:localhost:WEB nokey@H | [0-9a-f]+.DOMAIN",
        "ssh -R example.com:80:localhost:WEB plan@H | example.com",
        // pinggy
        "ssh -p PORT -R0:localhost:WEB H | [0-9a-f]+.DOMAIN",
        "ssh -p PORT -R0:localhost:WEB +force@H | [0-9a-f]+.DOMAIN",
        "ssh -p PORT -R0:localhost:WEB H \"w:127.0.0.0/8\" x:xff | [0-9a-f]+.DOMAIN",
        // frp
        "ssh -R :80:127.0.0.1:WEB v0@H -p PORT http --proxy_name frp | frp.DOMAIN",
        "ssh -R :80:127.0.0.1:WEB v0@H -p PORT http --proxy_name n --custom_domain d.example"
            + " | d.example",
      })
  void webTunnels(String command, String host) throws Exception {
    try (OpenSsh ssh = gateway.type(command)) {
      List<String> urls = ssh.lines(2);

      String name = host.replace(".", "\\.").replace("DOMAIN", "tunnel\\.example");
      assertThat(urls.get(0)).matches("http://" + name + "(:[0-9]+)?");
      assertThat(urls.get(1)).matches("https://" + name + "(:[0-9]+)?");
      String opened = urls.get(0).substring("http://".length());
      assertThat(gateway.visit(opened.replaceFirst(":.*", ""))).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ssh -R 0:localhost:WEB v2@H tcp | [0-9]+",
        "ssh -R tunnel.example:FREE:localhost:WEB H tcp | FREE",
        "ssh -R FREE:localhost:WEB H | FREE",
        "ssh -p PORT -R0:localhost:WEB +tcp@H | [0-9]+",
        "ssh -p PORT -R0:localhost:WEB tcp@H | [0-9]+",
        "ssh -p PORT -R0:localhost:WEB +tcp+force@H | [0-9]+",
        "ssh -R :80:127.0.0.1:WEB v0@H -p PORT tcp --proxy_name n --remote_port FREE | FREE",
        "ssh -R :80:127.0.0.1:WEB v0@H -p PORT tcp --proxy_name n | [0-9]+",
      })
  void tcpTunnels(String typed, String port) throws Exception {
    String free = Integer.toString(FreePort.tcp());
    try (OpenSsh ssh = gateway.type(typed.replace("FREE", free))) {
      String url = ssh.line();

      assertThat(url).matches("tcp://tunnel\\.example:" + port.replace("FREE", free));
      assertThat(gateway.visit(OldSession.port(url))).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ssh -R n2:443:localhost:WEB v2@H tls, tls://n2.tunnel.example",
    "ssh -R app:443:localhost:WEB H sni-proxy=true, tls://app.tunnel.example",
    "ssh -R app:443:localhost:WEB H https, https://app.tunnel.example",
    "ssh -R box:22:localhost:WEB H tcp-alias=true, private://box:22",
    "ssh -R box:22:localhost:WEB H private, private://box:22",
  })
  void oneUrlForOthers(String command, String url) throws Exception {
    try (OpenSsh ssh = gateway.type(command)) {
      assertThat(ssh.line()).matches(url + "(:[0-9]+)?");
    }
  }

  @Test
  @SuppressWarnings("try") // what it has said is known when it has ended
  void withoutASessionNothingIsSaid() throws Exception {
    try (OpenSsh ssh =
        gateway.type(
            "ssh -v -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 -N -T"
                + " -R quiet:80:localhost:WEB H")) {
      assertThat(ssh.complaint(line -> line.contains("remote forward success"))).isNotEmpty();

      assertThat(gateway.visit("quiet.tunnel.example")).startsWith("HTTP/1.1 200 ");
      ssh.close();
      assertThat(ssh.rest()).isEmpty();
    }
  }

  @Test
  void asPgroksUsersTypeIt() throws Exception {
    try (OpenSsh ssh = gateway.type("ssh -v -N -R 0::WEB H -p PORT")) {
      assertThat(ssh.complaint(line -> line.startsWith("Allocated port")))
          .startsWith("Allocated port 80 for remote forward to :");
    }
  }

  @Test
  void help() throws Exception {
    try (OpenSsh ssh = gateway.type("ssh H http --help")) {
      assertThat(ssh.exitCode()).isZero();
      assertThat(ssh.rest())
          .contains(
              ("  ssh -p %d -R 80:localhost:3000 tunnel.example"
                      + "           a web service, at a name of yours")
                  .formatted(gateway.server().port("ssh")));
    }
  }

  @Test
  void passwordOfNgroks() throws Exception {
    try (OpenSsh ssh =
        gateway.type("ssh -R safe:443:localhost:WEB v2@H http --basic-auth user:secret")) {
      assertThat(ssh.line()).startsWith("http://safe.");

      assertThat(gateway.visit("safe.tunnel.example")).contains("401 Not Authorized");
      assertThat(
              gateway.visit(
                  "GET / HTTP/1.1\r\nConnection: close\r\nHost: safe.tunnel.example\r\n"
                      + "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n",
                  "http"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void onlyTheNetworksOfPinggysWords() throws Exception {
    try (OpenSsh ssh = gateway.type("ssh -R0:localhost:WEB +http@H \"w:203.0.113.0/24\" x:https")) {
      String host = ssh.line().replace("http://", "").replaceFirst(":.*", "");

      assertThat(gateway.visit(host)).contains("403 Forbidden");
    }
  }

  /** Where anybody may come, strangers are not all the same one. */
  @Test
  void privateTunnelForListedKeysIsNoOtherStrangers() throws Exception {
    String key = "SHA256:" + "a".repeat(43);
    try (OpenSsh box =
            gateway.type("ssh -R secret:22:localhost:WEB H private allowed-keys=" + key);
        OpenSsh visit =
            gateway.type(
                "ssh -o LogLevel=INFO -W secret:22 H"
                    + (box.line().equals("private://secret:22") ? "" : " not open"))) {
      assertThat(visit.exitCode()).isEqualTo(255);
      assertThat(visit.complaints()).contains("There is no private tunnel secret:22 for you here");
    }
  }

  @Test
  void httpIsSentToHttps() throws Exception {
    try (OpenSsh ssh = gateway.type("ssh -R r:80:localhost:WEB H force-https=true")) {
      assertThat(ssh.line()).startsWith("http://r.");

      assertThat(gateway.visit("r.tunnel.example"))
          .contains("301 Moved Permanently", "Location: https://r.tunnel.example");
    }
  }

  @Test
  void serviceSeesItsOwnHost() throws Exception {
    try (OpenSsh ssh = gateway.type("ssh -R h:80:localhost:WEB H host-header=nas.lan:5000")) {
      assertThat(ssh.line()).startsWith("http://h.");

      assertThat(gateway.visit("h.tunnel.example")).contains("Host: nas.lan:5000\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void serviceIsToldOfItsVisitor(String version) throws Exception {
    try (LocalService echo = LocalService.echo();
        OpenSsh ssh =
            gateway.type("ssh -R 0:localhost:" + echo.port() + " H tcp proxyproto=" + version);
        Visitor visitor = Visitor.connect(OldSession.port(ssh.line()))) {
      visitor.send("hello").finish();

      byte[] port = {
        (byte) (visitor.socket().getLocalPort() >> 8), (byte) visitor.socket().getLocalPort()
      };
      String binary =
          "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u007f\0\0\u0001\0\0\0\0"
              + new String(port, StandardCharsets.ISO_8859_1)
              + "\0\0";
      String text =
          "PROXY TCP4 127.0.0.1 0.0.0.0 %d 0\r\n".formatted(visitor.socket().getLocalPort());
      assertThat(visitor.readToEnd()).isEqualTo((version.equals("1") ? text : binary) + "hello");
    }
  }
}
