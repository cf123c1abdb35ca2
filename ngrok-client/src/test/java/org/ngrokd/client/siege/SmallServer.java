package org.ngrokd.client.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.MetricsPage;
import org.ngrokd.protocol.testing.FreePort;

/** A server of 64 MiB beside the one under siege, whose standard output is a pipe nobody reads. */
final class SmallServer {
  private final int http;
  private final int tunnel;
  private final int metrics;
  private final Process process;

  private SmallServer(Field field, List<String> flags) throws IOException {
    this.http = FreePort.tcp();
    this.tunnel = FreePort.tcp();
    this.metrics = FreePort.tcp();
    Path home = Files.createTempDirectory(field.fortress().directory(), "small");
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                field.fortress().serverJar().toString(),
                "-domain",
                "localhost",
                "-httpAddr",
                "127.0.0.1:" + http,
                "-httpsAddr",
                "",
                "-tunnelAddr",
                "127.0.0.1:" + tunnel,
                "-metricsAddr",
                "127.0.0.1:" + metrics));
    command.addAll(flags);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NGROKD_HOME", home.toString());
    this.process = builder.start();
  }

  /** Starts one, which ends with the attack. */
  static SmallServer start(Field field, List<String> flags)
      throws IOException, InterruptedException {
    SmallServer server = new SmallServer(field, flags);
    field.closing(server.process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
    server.awaitUp();
    return server;
  }

  private void awaitUp() throws IOException, InterruptedException {
    while (true) {
      try {
        MetricsPage.read(metrics);
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the server did not start", e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  int http() {
    return http;
  }

  int tunnel() {
    return tunnel;
  }

  /** Says so when it does not answer any more. */
  void judge(Field field) {
    try {
      MetricsPage.read(metrics);
    } catch (IOException e) {
      field.wrong("that server does not answer any more: " + e.getMessage());
    }
  }
}
