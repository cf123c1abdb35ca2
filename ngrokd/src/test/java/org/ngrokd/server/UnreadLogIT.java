package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.Visitor;

/** A server whose log goes into a pipe that nobody reads. */
class UnreadLogIT {
  /** Each costs a line of more than 100 bytes; a pipe holds 64 KiB. */
  private static final int REQUESTS = 3000;

  @TempDir private Path state = Path.of("");

  @Test
  void visitorsAreServedAndAnOrderlyEndLosesNothing() throws Exception {
    try (ServerProcess server = ServerProcess.start(state, List.of(), "-log-level=DEBUG")) {
      int http = server.awaitPort("public http connections");

      for (int i = 0; i < REQUESTS; i++) {
        try (Visitor visitor = Visitor.connect(http)) {
          String reply =
              visitor.send("GET / HTTP/1.0\r\nHost: n" + i + ".tunnel.example\r\n\r\n").readToEnd();
          assertThat(reply).startsWith("HTTP/1.0 404 ");
        }
      }

      CompletableFuture<List<String>> log = CompletableFuture.supplyAsync(server::rest);
      server.terminate();
      assertThat(server.exitCode()).isZero();
      assertThat(log.get())
          .filteredOn(line -> line.contains("[DEBG]") && line.contains("(peer 127.0.0.1:"))
          .hasSize(REQUESTS);
      assertThat(log.get()).anyMatch(line -> line.endsWith("] Stopped"));
      assertThat(log.get()).noneMatch(line -> line.contains("lines were dropped"));
    }
  }
}
