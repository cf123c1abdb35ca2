package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.listen.StarvedListener;

/** A server as a process that may have few file descriptors, and more visitors than that. */
@EnabledOnOs(OS.LINUX)
class ShortDescriptorsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LOOKS = 20;
  private static final int MOST_AT_WORK = LOOKS * 7 / 10;

  /** Where processors are short, who wakes waits for one, and is at work as long. */
  private static final int MOST_ROUNDS = 6;

  private static final String GET = "GET / HTTP/1.0\r\nHost: nobody.tunnel.example\r\n\r\n";

  @TempDir private Path directory = Path.of("");
  private final List<Process> processes = new ArrayList<>();
  private final List<Visitor> visitors = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (Visitor visitor : visitors) {
      visitor.close();
    }
    for (Process process : processes) {
      process.destroy();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private Process run(int descriptors, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "ulimit -n " + descriptors + " && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("NGROKD_HOME", directory.resolve("state").toString());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Process server(String... extra) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-domain=tunnel.example",
                "-httpAddr=127.0.0.1:0",
                "-httpsAddr=",
                "-tunnelAddr=127.0.0.1:0",
                "-maxVisitorsPerIp=0"));
    arguments.addAll(List.of(extra));
    return run(200, Main.class, arguments.toArray(new String[0]));
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int port(String line) {
    Pattern pattern = Pattern.compile(line + "127\\.0\\.0\\.1:([0-9]+)");
    await().atMost(PATIENCE).until(() -> pattern.matcher(output()).find());
    Matcher found = pattern.matcher(output());
    assertThat(found.find()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private long lines(String text) {
    return output().lines().filter(line -> line.contains(text)).count();
  }

  private void flood(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      visitors.add(Visitor.connect(port));
    }
  }

  private void floodEnds() throws IOException {
    for (Visitor visitor : visitors) {
      visitor.reset();
    }
    visitors.clear();
  }

  private static void assertServed(int port) {
    await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .untilAsserted(
            () -> {
              try (Visitor visitor = Visitor.connect(port)) {
                visitor.socket().setSoTimeout(10_000); // the next may be served
                assertThat(visitor.send(GET).readToEnd()).startsWith("HTTP/1.0 404 ");
              }
            });
  }

  /** None of its threads is at work whenever one looks; one that asks again and again is. */
  private static void assertIdle(Process process) throws Exception {
    ProcessThreads threads = new ProcessThreads(process);
    int least = LOOKS;
    for (int round = 0; round < MOST_ROUNDS && least >= MOST_AT_WORK; round++) {
      least = Math.min(least, threads.looksThatFindTheBusiestAtWork(LOOKS, Duration.ofMillis(100)));
    }
    assertThat(least).isLessThan(MOST_AT_WORK);
  }

  private OldClient client(int port) {
    return new OldClient(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        TestCertificates.trustAllContext(),
        TlsOptions.DEFAULT);
  }

  @Test
  void visitorsWaitWhileDescriptorsAreShortAndClientsDoNotNotice() throws Exception {
    Process server = server("-maxVisitors=1000000");
    int http = port("public http connections on ");
    int tunnel = port("control and proxy connections on ");
    try (OldClient client = client(tunnel)) {
      client.connectAndAuth("", "");
      assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      flood(http, 300);

      await().atMost(PATIENCE).until(() -> lines("File descriptors run short") == 1);
      assertIdle(server);
      client.control().sendSplit(OldSession.PING);
      assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.PONG);
      try (OldClient another = client(tunnel)) {
        assertThat(another.connectAndAuth("", "")).contains("ClientId");
      }

      floodEnds();
      assertServed(http);
      await().atMost(PATIENCE).until(() -> lines("Enough file descriptors again") == 1);
      client.control().sendSplit(OldSession.PING);
      assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.PONG);
    }
    assertThat(lines("File descriptors run short")).isEqualTo(1);
    assertThat(output()).doesNotContain("ERROR", "Exception", "Too many open files");
  }

  @Test
  void byDefaultThereAreNoMoreVisitorsThanDescriptors() throws Exception {
    Process server = server();
    int http = port("public http connections on ");
    int tunnel = port("control and proxy connections on ");
    try (OldClient client = client(tunnel)) {
      client.connectAndAuth("", "");
      flood(http, 300);
      await().atMost(PATIENCE).until(() -> lines("which is the limit (-maxVisitors") == 1);
      assertIdle(server);
      client.registerProxy("nobody").expectTcpClosed(PATIENCE);

      floodEnds();
      assertServed(http);
    }
    // "run short" may be said: those who are refused hold descriptors until they are told so
    assertThat(output()).doesNotContain("ERROR", "Exception", "Too many open files");
  }

  @Test
  void silentConnectionsOnTheTunnelPortCannotStarveTheServer() throws Exception {
    Process server = server("-firstMessageTimeout=5");
    int tunnel = port("control and proxy connections on ");
    try (OldClient client = client(tunnel)) {
      client.connectAndAuth("", "");
      assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      flood(tunnel, 300);

      await().atMost(PATIENCE).until(() -> lines("new clients wait") == 1);
      assertIdle(server);
      client.control().sendSplit(OldSession.PING);
      assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.PONG);
      floodEnds();
    }
    await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .untilAsserted(
            () -> {
              try (OldClient another = client(tunnel)) {
                assertThat(another.connectAndAuth("", "")).contains("ClientId");
              }
            });
    assertThat(output()).doesNotContain("ERROR", "Exception", "Too many open files");
  }

  /** What no estimate foresaw: the system itself says no. */
  @Test
  void systemThatRefusesToAcceptIsAskedOnceASecond() throws Exception {
    Process starved = run(120, StarvedListener.class);
    int port = port("Listening on ");

    flood(port, 200);

    await().atMost(PATIENCE).until(() -> lines("Too many open files") == 1);
    assertIdle(starved);
    assertThat(lines("Too many open files")).isEqualTo(1);

    floodEnds();
    await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .untilAsserted(
            () -> {
              try (Visitor visitor = Visitor.connect(port)) {
                visitor.socket().setSoTimeout(10_000); // the next may be served
                visitor.expect("welcome");
              }
            });
    await().atMost(PATIENCE).until(() -> lines("Enough file descriptors again") == 1);
    assertThat(output()).doesNotContain("ERROR");
  }
}
