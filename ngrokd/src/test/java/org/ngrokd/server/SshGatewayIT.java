package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OpenSsh;
import org.ngrokd.server.testing.SshKeygen;

/** Forwards of OpenSSH's client, from their beginning to whichever end. */
class SshGatewayIT {
  private static final String TOKEN = "alice-token-0123456789";

  private static boolean isRefused(String said) {
    return said.contains("session request failed");
  }

  @TempDir private Path directory = Path.of("");
  private SshServer gateway;

  @BeforeEach
  void start() {
    gateway = SshServer.open(directory);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private String status(String name) throws Exception {
    return gateway.visit(name + ".tunnel.example").substring(9, 12);
  }

  @Test
  void severalForwardsLeadEachToItsService() throws Exception {
    try (LocalService one = saying("one");
        LocalService two = saying("two");
        OpenSsh ssh =
            gateway.type(
                "ssh -R 0:localhost:%d -R 0:localhost:%d -R b:80:localhost:WEB H tcp-alias=false"
                    .formatted(one.port(), two.port()))) {
      List<String> urls = ssh.lines(6);

      assertThat(gateway.visit(host(urls.get(0)))).endsWith("one");
      assertThat(gateway.visit(host(urls.get(2)))).endsWith("two");
      assertThat(status("b")).isEqualTo("200");
      assertThat(host(urls.get(4))).isEqualTo("b.tunnel.example");
    }
  }

  @Test
  void severalPortsOfOurChoice() throws Exception {
    try (LocalService one = saying("one");
        LocalService two = saying("two");
        OpenSsh ssh =
            gateway.type(
                "ssh -R 0:localhost:%d -R 0:localhost:%d H tcp"
                    .formatted(one.port(), two.port()))) {
      assertThat(gateway.visit(OldSession.port(ssh.line()))).endsWith("one");
      assertThat(gateway.visit(OldSession.port(ssh.line()))).endsWith("two");
    }
  }

  private static LocalService saying(String word) {
    return LocalService.that(
        peer -> {
          int unused = peer.getInputStream().read(new byte[1000]);
          peer.getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\n" + word)
                      .getBytes(StandardCharsets.US_ASCII));
        });
  }

  private static String host(String url) {
    return url.replaceFirst("https?://", "").replaceFirst(":.*", "");
  }

  @Test
  void refusedForwardEndsAScriptWithTheReason() throws Exception {
    try (OpenSsh first = gateway.type("ssh -R app:80:localhost:WEB H");
        OpenSsh second =
            gateway.type(
                "ssh -o ExitOnForwardFailure=yes -R app:80:localhost:WEB H "
                    + (first.line().startsWith("http://app.") ? "http" : ""))) {
      assertThat(second.exitCode()).isEqualTo(255);
      assertThat(second.complaints())
          .contains("The tunnel http://app.tunnel.example", "is already registered.");
      assertThat(status("app")).isEqualTo("200");
    }
  }

  @Test
  void unknownWordIsRefusedWithWhatWasMeant() throws Exception {
    try (OpenSsh ssh =
        gateway.type(
            "ssh -o ExitOnForwardFailure=yes -R app:80:localhost:WEB H basic-aut=user:secret")) {
      assertThat(ssh.exitCode()).isEqualTo(255);
      assertThat(ssh.complaints()).contains("basic-auth").doesNotContain("secret");
      assertThat(status("app")).isEqualTo("404");
    }
  }

  @Test
  void masterConnectionWithForwardsThatComeAndGo() throws Exception {
    try (OpenSsh master = gateway.type("ssh -v -M -S ctl -N H")) {
      String unused = master.complaint(line -> line.contains("Entering interactive session"));
      await().until(() -> Files.exists(gateway.shell().home().resolve("ctl")));
      assertThat(run("ssh -S ctl -O forward -R a:80:localhost:WEB H")).isZero();
      assertThat(run("ssh -S ctl -O forward -R b:80:localhost:WEB H")).isZero();
      assertThat(List.of(status("a"), status("b"))).containsOnly("200");

      try (OpenSsh session = gateway.type("ssh -S ctl H help");
          OpenSsh other = gateway.type("ssh -S ctl H help")) {
        assertThat(List.of(session.line(), other.line())).allMatch(line -> line.contains("ssh"));
      }
      assertThat(run("ssh -S ctl -O cancel -R a:80:localhost:WEB H")).isZero();

      await().until(() -> status("a").equals("404"));
      assertThat(status("b")).isEqualTo("200");
    }
  }

  private int run(String command) throws Exception {
    try (OpenSsh ssh = gateway.type(command)) {
      return ssh.exitCode();
    }
  }

  @Test
  void connectionHasNoMoreSessionsThanOpenSshs() throws Exception {
    try (OpenSsh master = gateway.type("ssh -v -M -S ctl -N H")) {
      String unused = master.complaint(line -> line.contains("Entering interactive session"));
      await().until(() -> Files.exists(gateway.shell().home().resolve("ctl")));
      List<OpenSsh> sessions =
          IntStream.range(0, 11).mapToObj(i -> gateway.type("ssh -S ctl H http")).toList();
      try {
        await()
            .until(
                () ->
                    sessions.stream()
                        .map(OpenSsh::saidSoFar)
                        .filter(SshGatewayIT::isRefused)
                        .count(),
                refused -> refused == 1);
      } finally {
        sessions.forEach(OpenSsh::close);
      }
    }
  }

  @Test
  void tunnelEndsAtItsDeadline() throws Exception {
    try (OpenSsh ssh = gateway.type("ssh -R app:80:localhost:WEB H deadline=1s")) {
      assertThat(ssh.line()).startsWith("http://app.");

      assertThat(ssh.complaint(line -> line.contains("The time of"))).contains("is over");
      assertThat(ssh.exitCode()).isEqualTo(255);
      assertThat(status("app")).isEqualTo("404");
    }
  }

  @Test
  void namesOfAKilledClientAreFreeAtOnce() throws Exception {
    try (OpenSsh first = gateway.type("ssh -R app:80:localhost:WEB H")) {
      assertThat(first.line()).startsWith("http://app.");
      first.kill();
    }
    try (OpenSsh second =
        gateway.type("ssh -o ExitOnForwardFailure=yes -R app:80:localhost:WEB H")) {
      assertThat(second.line()).startsWith("http://app.");
    }
  }

  @Test
  void oneThatDoesNotAnswerLosesItsNamesToItsSuccessor() throws Exception {
    try (OpenSsh first = gateway.type("ssh -R app:80:localhost:WEB H")) {
      assertThat(first.line()).startsWith("http://app.");
      signal("STOP", first);

      try (OpenSsh second = gateway.type("ssh -R app:80:localhost:WEB H")) {
        assertThat(second.line()).startsWith("http://app.");
        assertThat(status("app")).isEqualTo("200");
      } finally {
        signal("CONT", first);
      }
    }
  }

  private static void signal(String name, OpenSsh ssh) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + ssh.process().pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void wordTakesANameFromALiveClientOfTheSameAccountOnly(@TempDir Path other) throws Exception {
    try (SshServer strict =
            SshServer.withUsers(
                other, "alice: {token: \"" + TokenHash.of(TOKEN) + "\", subdomains: [shop]}");
        OpenSsh first = strict.type("ssh -R 80:localhost:WEB " + TOKEN + "@H")) {
      assertThat(first.line()).startsWith("http://shop.");

      try (OpenSsh second = strict.type("ssh -R shop:80:localhost:WEB " + TOKEN + "+force@H")) {
        assertThat(second.line()).startsWith("http://shop.");
        assertThat(first.complaint(line -> line.contains("was closed"))).contains("taken it over");
      }
    }
    try (OpenSsh first = gateway.type("ssh -R app:80:localhost:WEB H");
        OpenSsh second =
            gateway.type(
                "ssh -o ExitOnForwardFailure=yes -R app:80:localhost:WEB H "
                    + (first.line().startsWith("http://app.") ? "force" : ""))) {
      assertThat(second.exitCode()).isEqualTo(255);
    }
  }

  @Test
  void twoHundredForwardsAtOnce() throws Exception {
    String forwards =
        IntStream.range(0, 200)
            .mapToObj(i -> "-R n" + i + ":80:localhost:WEB")
            .collect(Collectors.joining(" "));
    try (OpenSsh ssh = gateway.type("ssh " + forwards + " H https")) {
      Set<String> urls = Set.copyOf(ssh.lines(200));

      assertThat(urls).hasSize(200).allMatch(url -> url.startsWith("https://n"));
    }
  }

  /** As autossh does it. */
  @Test
  void clientThatComesBackAfterARestartHasItsNames(@TempDir Path keys) throws Exception {
    String unused = new SshKeygen(keys).make("key", "-t", "ed25519");
    TestServer first = restarted(0, 0);
    int http = first.port("http");
    int ssh = first.port("ssh");
    try (OpenSsh loop =
        gateway.type(
            "sh -c 'while :; do ssh -p %d -i %s -R 80:localhost:WEB -R 0:localhost:WEB H http;"
                    .formatted(ssh, keys.resolve("key"))
                + " sleep 0.1; done'")) {
      List<String> before = loop.lines(4);
      first.close();

      try (TestServer second = restarted(http, ssh)) {
        assertThat(loop.lines(4).stream().map(SshGatewayIT::host).toList())
            .containsExactlyElementsOf(before.stream().map(SshGatewayIT::host).toList());
        assertThat(second.port("ssh")).isEqualTo(ssh);
      }
    }
  }

  private TestServer restarted(int http, int ssh) {
    return TestServer.start(
        SshServer.withSsh(
            TestServer.onPort(directory.resolve("another"), http), ssh, Optional.empty()));
  }
}
