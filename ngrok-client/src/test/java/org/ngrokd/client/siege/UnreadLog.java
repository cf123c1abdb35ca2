package org.ngrokd.client.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.MetricsPage;
import org.ngrokd.protocol.testing.FreePort;

/** Junk for a server whose standard output is a pipe that nobody reads. */
final class UnreadLog implements Attack {
  private static final int ROUNDS = 20;
  private static final int ROUND = 100;

  @Override
  public String name() {
    return "junk while nobody reads the log";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    int tunnel = FreePort.tcp();
    int metrics = FreePort.tcp();
    Process server = start(field, tunnel, metrics);
    field.closing(server::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
    awaitUp(server, metrics);
    field.begin();
    for (int i = 0; i < ROUNDS && field.hasTime(); i++) {
      Horde horde = field.horde();
      horde.openAtOnce(
          ROUND, field.addresses(200), tunnel, Horde.asking(Field.bytes("junk\r\n".repeat(20))));
      field.pause(50);
      horde.close();
    }
    try {
      MetricsPage.read(metrics);
    } catch (IOException e) {
      field.wrong("that server does not answer any more: " + e.getMessage());
    }
  }

  private static Process start(Field field, int tunnel, int metrics) throws IOException {
    Path home = Files.createTempDirectory(field.fortress().directory(), "unread");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                field.fortress().serverJar().toString(),
                "-domain",
                "localhost",
                "-httpAddr",
                "127.0.0.1:0",
                "-httpsAddr",
                "",
                "-log-level",
                "DEBUG",
                "-tunnelAddr",
                "127.0.0.1:" + tunnel,
                "-metricsAddr",
                "127.0.0.1:" + metrics));
    builder.redirectErrorStream(true);
    builder.environment().put("NGROKD_HOME", home.toString());
    return builder.start();
  }

  private static void awaitUp(Process server, int metrics)
      throws IOException, InterruptedException {
    while (true) {
      try {
        MetricsPage.read(metrics);
        return;
      } catch (IOException e) {
        if (!server.isAlive()) {
          throw new IllegalStateException("the server did not start", e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }
}
