package org.ngrokd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.ssh.SshOptions;
import org.ngrokd.streams.net.HostAndPort;

/** What OpenSSH's client shows of a session with a terminal. */
class SshScreenIT {
  private static final Path SSH = Path.of("/usr/bin/ssh");

  @TempDir private static Path directory;

  private static TestServer server;
  private static HttpServer service;

  @SuppressWarnings("NullAway.Init") // by the first that is typed
  private Process ssh;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(SSH), "OpenSSH's client is not installed");
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.start(); // answers 404
    server = TestServer.start(withSsh(TestServer.options(directory)));
  }

  private static ServerOptions withSsh(ServerOptions options) {
    ServerOptions.Policy policy = options.policy();
    SshOptions ssh =
        new SshOptions(Optional.of(new HostAndPort("127.0.0.1", 0)), false, Optional.empty());
    return new ServerOptions(
        options.domain(),
        options.addresses(),
        options.tls(),
        options.state(),
        new ServerOptions.Policy(
            policy.edge(), policy.floods(), policy.access(), policy.mux(), ssh),
        options.teams());
  }

  @AfterEach
  void leave() throws InterruptedException {
    ssh.destroy();
    ssh.waitFor();
  }

  @AfterAll
  static void stop() {
    server.close();
    service.stop(0);
  }

  @Test
  void visitsAppearKeysAreHeardAndTheSessionEnds() throws Exception {
    connect("xterm", "nas", "http");
    awaitShown("http://nas.tunnel.example");
    awaitShown("还没有访问");

    try (Visitor visitor = Visitor.connect(server.address("http"))) {
      visitor.send("GET /seen HTTP/1.1\r\nHost: nas.tunnel.example\r\nConnection: close\r\n\r\n");
      visitor.readToEnd();
    }
    awaitShown("/seen");
    awaitShown("访问 1 次");
    type("q");
    awaitShown("▄▄▄▄▄");
    type("q");
    type("d");

    assertThat(ssh.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ssh.exitValue()).isZero();
  }

  @Test
  void aDumbTerminalGetsPlainLines() throws Exception {
    connect("dumb", "box", "http", "qr");

    awaitShown("▄▄▄▄▄");
    assertThat(shown.toString(UTF_8))
        .startsWith("http://box.tunnel.example")
        .contains("\r\n")
        .doesNotContain("\033");
    type("\004");
    assertThat(ssh.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoAsksForNoTunnelIsToldSo() throws Exception {
    connect(List.of(), "xterm");

    awaitShown("No tunnel is asked for");
    type("d");
    assertThat(ssh.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private void connect(String term, String name, String... words) throws IOException {
    String forward = name + ":80:127.0.0.1:" + service.getAddress().getPort();
    connect(List.of("-R", forward), term, words);
  }

  private void connect(List<String> forwards, String term, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(SSH.toString(), "-tt", "-F", "none"));
    for (String option :
        List.of(
            "UserKnownHostsFile=/dev/null",
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=no",
            "IdentityFile=none",
            "IdentityAgent=none",
            "LogLevel=ERROR",
            "SendEnv=LC_ALL")) {
      command.addAll(List.of("-o", option));
    }
    command.addAll(List.of("-p", Integer.toString(server.port("ssh"))));
    command.addAll(forwards);
    command.add("127.0.0.1");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TERM", term);
    builder.environment().put("LC_ALL", "zh_CN.UTF-8");
    ssh = builder.start();
    Thread reader = new Thread(this::read, "reads ssh");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      ssh.getInputStream().transferTo(shown);
    } catch (IOException e) {
      shown.writeBytes(("broken off: " + e.getMessage()).getBytes(UTF_8));
    }
  }

  private void shown(String text) {
    assertThat(shown.toString(UTF_8)).contains(text);
  }

  private void awaitShown(String text) {
    await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> shown(text));
  }

  private void type(String keys) throws IOException {
    OutputStream keyboard = ssh.getOutputStream();
    keyboard.write(keys.getBytes(UTF_8));
    keyboard.flush();
  }
}
