package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.Heard;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.pgrok.HostKeyTrust;
import org.ngrokd.client.pgrok.SshUplink;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.streams.net.HostAndPort;

/** One person, and every client that there is. */
class EveryClientIT {
  private static final String SSH = "/usr/bin/ssh";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> NAMES = List.of("old", "ours", "plain", "ada");

  private final Team team = Team.startWithSsh();
  private final LocalService web =
      LocalService.with(
          connection -> {
            String head = LocalService.head(connection.getInputStream());
            connection
                .getOutputStream()
                .write(
                    ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + head.split("\r\n", -1)[0])
                        .getBytes(StandardCharsets.US_ASCII));
          });
  private AccountRow ada;
  private String token;

  @BeforeEach
  void addAda() {
    ada = team.add("ada", Role.MEMBER);
    List.of("old", "ours", "plain").forEach(name -> team.reserve(ada, name));
    token = team.token(ada, "laptop");
  }

  @AfterEach
  void stop() throws Exception {
    team.close();
    web.close();
  }

  @Test
  void allAreServedAndSeenAndKeepTheirNamesWhenTheServerStartsAnew(@TempDir Path directory)
      throws Exception {
    assumeTrue(Files.isExecutable(Path.of(SSH)), "OpenSSH's client is not installed");
    String cookie = "ngrokd=" + team.session(ada);
    Process plain = ssh(directory);
    try (NgrokClient ours = ours();
        RunningClient pgrok = pgrok(directory)) {
      try (OldClient old = old()) {
        comeAndLook(old, cookie);
      }

      team.restart();

      try (OldClient old = old()) {
        comeAndLook(old, cookie);
      }
      assertThat(ours.tunnels()).hasSize(1);
      assertThat(pgrok.agent()).isNotNull();
    } finally {
      plain.descendants().forEach(ProcessHandle::destroyForcibly);
      plain.destroyForcibly().onExit().join();
    }
  }

  private void comeAndLook(OldClient old, String cookie) throws Exception {
    for (String name : NAMES) {
      if (name.equals("old")) {
        assertThat(visitOf(old)).endsWith("GET /old HTTP/1.1");
      } else {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(visit(name)).endsWith("GET /" + name + " HTTP/1.1"));
      }
      assertThat(tunnels(cookie)).contains("http://" + host(name));
    }
  }

  private String host(String name) {
    return name + ".localhost:" + team.port("http");
  }

  private Visitor visitor(String name) throws IOException {
    return Visitor.connect(team.port("http"))
        .send("GET /" + name + " HTTP/1.1\r\nHost: " + host(name) + "\r\n\r\n");
  }

  private String visit(String name) throws IOException {
    try (Visitor visitor = visitor(name)) {
      return visitor.readToEnd();
    }
  }

  /** Whoever comes to a client of 1.7 is served by a proxy connection, here by hand. */
  @SuppressWarnings("try") // the reply ends with its connection
  private String visitOf(OldClient old) throws IOException {
    try (Visitor visitor = visitor("old");
        ScriptedPeer proxy = old.registerProxy(clientId)) {
      assertThat(proxy.expectSplitMessage()).contains("http://" + host("old"));
      proxy.expectStream("GET /old HTTP/1.1\r\n");
      proxy.socket().writeRecord("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nGET /old HTTP/1.1");
      proxy.close();
      return visitor.readToEnd();
    }
  }

  private String clientId = "";

  /** As 1.7's client, which has the tunnel "old". */
  private OldClient old() throws IOException {
    OldClient old =
        new OldClient(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), team.port("tunnel")),
            TestCertificates.trustAllContext(),
            TlsOptions.DEFAULT);
    String reply = old.connectAndAuth(token, clientId);
    assertThat(MessageText.field(reply, "Error")).isEmpty();
    clientId = MessageText.field(reply, "ClientId");
    String asked = OldClient.reqTunnel("1", "http", "old", 0);
    assertThat(MessageText.field(old.requestTunnel(asked), "Error")).isEmpty();
    return old;
  }

  private NgrokClient ours() {
    return team.clientBuilder(token)
        .tunnel(TunnelSpec.http(web.address()).subdomain("ours"))
        .start();
  }

  /** As somebody keeps it up without autossh. */
  private Process ssh(Path directory) throws IOException {
    Path password = Files.writeString(directory.resolve("askpass"), "#!/bin/sh\necho " + token);
    assertThat(password.toFile().setExecutable(true, true)).isTrue();
    String command =
        "while :; do %s -F none -p %d -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
            + " -o IdentityAgent=none -o IdentityFile=none -N -R plain:80:%s ada@127.0.0.1;"
            + " sleep 0.2; done";
    ProcessBuilder shell =
        new ProcessBuilder(
            "/bin/sh", "-c", command.formatted(SSH, team.port("ssh"), web.address()));
    shell.environment().clear();
    shell
        .environment()
        .putAll(
            Map.of(
                "HOME",
                directory.toString(),
                "SSH_ASKPASS",
                password.toString(),
                "SSH_ASKPASS_REQUIRE",
                "force"));
    return shell.redirectErrorStream(true).redirectOutput(new File("/dev/null")).start();
  }

  /** As pgrok's client speaks. */
  private RunningClient pgrok(Path directory) {
    Path known = directory.resolve("known_hosts");
    return RunningClient.begin(
        new ClientConfig(
            new HostAndPort("127.0.0.1", team.port("ssh")),
            token,
            new Trust.HostRoots(),
            Optional.empty(),
            List.of(
                new TunnelConfig(
                    "default",
                    Map.of("http", LocalAddress.parse(web.address())),
                    "",
                    "",
                    TunnelConfig.Options.NONE)),
            false,
            InspectOptions.DEFAULT.withAddress(Optional.empty()),
            Comeback.PATIENT),
        SshUplink.trusting(new HostKeyTrust(Optional.empty(), List.of(known), Optional.of(known))),
        new Heard());
  }

  /** What the dashboard shows of this cookie's person. */
  private String tunnels(String cookie) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(team.address() + "api/v1/tunnels"))
                .header("Cookie", cookie)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
