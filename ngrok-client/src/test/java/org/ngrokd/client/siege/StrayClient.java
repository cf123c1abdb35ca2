package org.ngrokd.client.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ngrokd.client.testing.MetricsPage;
import org.ngrokd.protocol.testing.FreePort;

/** A client with its settings at their defaults, whose server is a hostile one. */
final class StrayClient implements AutoCloseable {
  private final Field field;
  private final Program program;
  private final int page;

  /** Starts it; it connects by and by. The table shows what it uses. */
  StrayClient(Field field, int serverPort) throws IOException {
    this.field = field;
    Path home = Files.createTempDirectory(field.fortress().directory(), "stray");
    this.page = FreePort.tcp();
    Path config =
        Files.writeString(
            home.resolve("ngrok.cfg"),
            """
            server_addr: localhost:%d
            root_cas: %s
            inspect_addr: 127.0.0.1:%d
            tunnels:
              victim: {subdomain: victim, proto: {http: %d}}
            """
                .formatted(
                    serverPort, field.fortress().ca(), page, field.fortress().servicePort()));
    this.program =
        field
            .fortress()
            .clientProgram(
                home.resolve("ngrok.out"),
                List.of("-config", config.toString(), "-log", "stdout", "start-all"));
    field.watch(new Peak(program, page, "ngrok"));
  }

  /** What it has printed. */
  String text() throws IOException {
    return program.text();
  }

  /** Requires that it lives and that its page answers, and that it never had more descriptors. */
  void judge(int mostDescriptors) {
    if (!program.isAlive()) {
      field.wrong("the client has ended with exit code " + program.exitCode());
      return;
    }
    try {
      MetricsPage.read(page);
    } catch (IOException e) {
      field.wrong("the client's page does not answer any more: " + e.getMessage());
    }
    int most = field.watched().map(Peak::descriptors).orElse(0);
    if (most > mostDescriptors) {
      field.wrong("the client had " + most + " descriptors");
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
