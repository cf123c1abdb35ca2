package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** The end of one direction is not the end of the other, whichever side ends first. */
class HalfCloseIT {
  private static final int MUCH = 8 * Bytes.MIB;

  @Test
  void replyAfterTheVisitorFinishedArrivesOverTcp() throws Exception {
    try (LocalService service = LocalService.with(HalfCloseIT::readAllThenSendMuch);
        Pair pair = Pair.start();
        Visitor visitor = Visitor.connect(pair.tcpTunnel(service.port()))) {
      visitor.send("question").finish();

      String received = Bytes.read(visitor.in(), MUCH);

      assertThat(received).isEqualTo(expected());
      assertThat(visitor.in().read()).isEqualTo(-1);
    }
  }

  @Test
  void replyAfterTheVisitorFinishedArrivesOverHttp() throws Exception {
    try (LocalService service = LocalService.with(HalfCloseIT::readRequestThenSendMuch);
        Pair pair = Pair.start()) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("web"));
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        visitor
            .send("POST / HTTP/1.0\r\nHost: web.localhost\r\nContent-Length: 4\r\n\r\nbody")
            .finish();

        String received = Bytes.read(visitor.in(), MUCH);

        assertThat(received).isEqualTo(expected());
        assertThat(visitor.in().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void uploadAfterTheServiceFinishedArrivesOverTcp() throws Exception {
    CompletableFuture<String> uploaded = new CompletableFuture<>();
    try (LocalService service =
            LocalService.with(connection -> sayByeThenReadMuch(connection, uploaded));
        Pair pair = Pair.start();
        Visitor visitor = Visitor.connect(pair.tcpTunnel(service.port()))) {
      assertThat(visitor.readToEnd()).isEqualTo("bye");

      String sent = Bytes.write(visitor.out(), MUCH, 7);
      visitor.finish();

      assertThat(uploaded.get()).isEqualTo(sent);
    }
  }

  @Test
  void uploadAfterTheServiceFinishedArrivesOverHttp() throws Exception {
    CompletableFuture<String> uploaded = new CompletableFuture<>();
    String head = "PUT / HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: " + MUCH + "\r\n\r\n";
    try (LocalService service =
            LocalService.with(
                connection -> {
                  readHead(connection);
                  sayByeThenReadMuch(connection, uploaded);
                });
        Pair pair = Pair.start()) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("web"));
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        visitor.send(head);
        assertThat(visitor.readToEnd()).isEqualTo("bye");

        String sent = Bytes.write(visitor.out(), MUCH, 7);
        visitor.finish();

        assertThat(uploaded.get()).isEqualTo(sent);
      }
    }
  }

  @Test
  void resetOfTheVisitorIsSeenByTheService() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    try (LocalService service =
            LocalService.with(
                connection -> {
                  byte[] hello = connection.getInputStream().readNBytes("hello".length());
                  heard.complete(new String(hello, java.nio.charset.StandardCharsets.US_ASCII));
                  try {
                    connection.getInputStream().readAllBytes();
                    failure.complete(new AssertionError("ended in order"));
                  } catch (java.io.IOException reset) {
                    failure.complete(reset);
                  }
                });
        Pair pair = Pair.start();
        Visitor visitor = Visitor.connect(pair.tcpTunnel(service.port()))) {
      visitor.send("hello");
      assertThat(heard.get()).isEqualTo("hello"); // who goes before that may never have come
      visitor.reset();

      assertThat(failure.get()).hasMessageContaining("reset");
    }
  }

  private static void readHead(Socket connection) throws java.io.IOException {
    int emptyLine = 0;
    while (emptyLine < 4) {
      int next = connection.getInputStream().read();
      emptyLine = next == (emptyLine % 2 == 0 ? '\r' : '\n') ? emptyLine + 1 : 0;
    }
  }

  private static void readRequestThenSendMuch(Socket connection) throws java.io.IOException {
    readHead(connection);
    connection.getInputStream().readNBytes("body".length());
    Bytes.write(connection.getOutputStream(), MUCH, 42);
  }

  private static void readAllThenSendMuch(Socket connection) throws java.io.IOException {
    connection.getInputStream().readAllBytes();
    Bytes.write(connection.getOutputStream(), MUCH, 42);
  }

  private static void sayByeThenReadMuch(Socket connection, CompletableFuture<String> uploaded)
      throws java.io.IOException {
    connection.getOutputStream().write("bye".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    connection.shutdownOutput();
    uploaded.complete(Bytes.read(connection.getInputStream(), MUCH));
  }

  private static String expected() throws java.io.IOException {
    return Bytes.write(java.io.OutputStream.nullOutputStream(), MUCH, 42);
  }
}
