package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.program.Main;
import org.ngrokd.protocol.testing.ServiceListener;

/** The client as a service: what its manager hears of it. */
@EnabledOnOs(OS.LINUX)
class ClientAsServiceIT {
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path home = Path.of("");
  private final Pair pair = Pair.start();

  @AfterEach
  void stop() throws Exception {
    pair.close();
  }

  private Process start(ServiceListener manager) throws Exception {
    Path config =
        Files.writeString(
            home.resolve("ngrok.yml"),
            "server_addr: localhost:%d\ninspect_addr: disabled\n%s\n"
                .formatted(pair.port("tunnel"), pair.server().clientConfigLine()));
    ProcessBuilder client =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "-config=" + config,
            "-log=stdout",
            "-subdomain=service",
            "-proto=http",
            "8080");
    client.environment().put("HOME", home.toString());
    client.environment().put("NOTIFY_SOCKET", manager.address());
    client.environment().put("WATCHDOG_USEC", "2000000");
    return client.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String await(ServiceListener manager, String news) throws InterruptedException {
    String next = manager.next();
    while (!next.isEmpty() && !next.startsWith(news)) {
      next = manager.next();
    }
    return next;
  }

  @Test
  void managerHearsThatTheClientIsThereAndWhatIsOpen() throws Exception {
    try (ServiceListener manager =
        new ServiceListener("@ngrok-test-" + ProcessHandle.current().pid())) {
      Process client = start(manager);
      try {
        String ready = await(manager, "READY=1");
        String url = "http://service.localhost:" + pair.port("http");
        if (!ready.endsWith(url)) { // it may be online before it is ready
          assertThat(await(manager, "STATUS=Online: ")).isEqualTo("STATUS=Online: " + url);
        }
        assertThat(await(manager, "WATCHDOG=1")).isEqualTo("WATCHDOG=1");

        client.toHandle().destroy();

        assertThat(await(manager, "STOPPING=1")).isEqualTo("STOPPING=1\nSTATUS=Stopping");
        assertThat(client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
      } finally {
        client.destroyForcibly();
      }
    }
  }
}
