package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;

/** Tunnels whose TLS ends at the local service, beside others whose TLS ends at the server. */
class TlsTunnelIT {
  private static final String NAS = "nas.localhost";
  private static final TestCertificates CERTIFICATES = TestCertificates.forNames("dns:" + NAS);
  private static final String GET = "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Pair pair = Pair.start();

  @AfterEach
  void stop() {
    pair.close();
  }

  private static LocalService withTls(LocalService.Handler handler) {
    return LocalService.withTls(CERTIFICATES.serverContext(), handler);
  }

  private static LocalService echoWithTls() {
    return withTls(
        connection -> {
          connection.getInputStream().transferTo(connection.getOutputStream());
          connection.shutdownOutput();
        });
  }

  /** Trusts the local service's certificate only, and checks the name. */
  private Visitor visitor() throws IOException {
    return TlsVisitors.connect(pair.port("https"), CERTIFICATES.trustingContext(), NAS);
  }

  private static LocalService web() {
    return LocalService.with(
        connection -> {
          connection.getInputStream().readNBytes(GET.length());
          connection.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
          connection.getInputStream().readAllBytes();
        });
  }

  private static TunnelSpec nas(LocalService service) {
    return TunnelSpec.tls("127.0.0.1:" + service.port()).subdomain("nas");
  }

  @Test
  void visitorSeesTheCertificateOfTheServiceAndBesideItTheServers() throws Exception {
    try (LocalService service = echoWithTls();
        LocalService plain = web()) {
      var client =
          pair.client(
              nas(service), TunnelSpec.https("" + plain.port()).withoutReuse().subdomain("web"));
      assertThat(client.tunnels())
          .extracting(tunnel -> tunnel.url())
          .containsExactlyInAnyOrder(
              "tls://nas.localhost:" + pair.port("https"),
              "https://web.localhost:" + pair.port("https"));

      try (Visitor visitor = visitor()) {
        assertThat(((SSLSocket) visitor.socket()).getSession().getPeerCertificates())
            .containsExactly(CERTIFICATES.certificate());
        assertThat(visitor.send("hello").read(5)).isEqualTo("hello");
      }
      SSLContext trustAll = TestCertificates.trustAllContext();
      for (String name : List.of("web.localhost", "localhost")) {
        try (Visitor visitor = TlsVisitors.connect(pair.port("https"), trustAll, name)) {
          assertThat(((SSLSocket) visitor.socket()).getSession().getPeerCertificates()[0])
              .isNotEqualTo(CERTIFICATES.certificate());
          assertThat(visitor.send(GET).read(OK.length())).isEqualTo(OK);
        }
      }
    }
  }

  @Test
  void muchPassesBothWays() throws Exception {
    try (LocalService service = echoWithTls()) {
      pair.client(nas(service));
      try (Visitor visitor = visitor()) {
        CompletableFuture<String> sending = CompletableFuture.supplyAsync(() -> sendMuch(visitor));

        String received = Bytes.read(visitor.in(), Bytes.MIB);

        assertThat(received).isEqualTo(sending.get());
      }
    }
  }

  private static String sendMuch(Visitor visitor) {
    try {
      return Bytes.write(visitor.out(), Bytes.MIB, 5);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oldClientPassesItOnToo() throws Exception {
    try (LocalService service = echoWithTls();
        OldRelayClient client = new OldRelayClient(pair.port("tunnel"), service.port())) {
      client.tunnels("\"Protocol\":\"tls\",\"Subdomain\":\"nas\"");
      try (Visitor visitor = visitor()) {
        assertThat(visitor.send("hello").read(5)).isEqualTo("hello");
      }
    }
  }

  @Test
  void replyAfterTheVisitorFinishedArrives() throws Exception {
    try (LocalService service =
        withTls(
            connection -> {
              byte[] question = connection.getInputStream().readAllBytes();
              assertThat(question).hasSize(8);
              String unused = Bytes.write(connection.getOutputStream(), Bytes.MIB, 42);
            })) {
      pair.client(nas(service));
      try (Visitor visitor = visitor()) {
        visitor.send("question").finish();

        assertThat(Bytes.read(visitor.in(), Bytes.MIB)).isEqualTo(expected());
        assertThat(visitor.in().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void uploadAfterTheServiceFinishedArrives() throws Exception {
    CompletableFuture<String> uploaded = new CompletableFuture<>();
    try (LocalService service =
        withTls(
            connection -> {
              connection.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
              connection.shutdownOutput();
              uploaded.complete(Bytes.read(connection.getInputStream(), Bytes.MIB));
            })) {
      pair.client(nas(service));
      try (Visitor visitor = visitor()) {
        assertThat(visitor.readToEnd()).isEqualTo("bye");

        String sent = Bytes.write(visitor.out(), Bytes.MIB, 42);
        visitor.finish();

        assertThat(uploaded.get()).isEqualTo(sent);
      }
    }
  }

  private static String expected() throws IOException {
    return Bytes.write(java.io.OutputStream.nullOutputStream(), Bytes.MIB, 42);
  }

  @Test
  void serviceIsToldWhoTheVisitorIsBeforeItsTls() throws Exception {
    BlockingQueue<String> header = new LinkedBlockingQueue<>();
    try (LocalService service =
        LocalService.with(
            connection -> {
              header.add(line(connection));
              SSLSocket tls =
                  (SSLSocket)
                      CERTIFICATES
                          .serverContext()
                          .getSocketFactory()
                          .createSocket(connection, null, true);
              tls.setUseClientMode(false);
              tls.getInputStream().transferTo(tls.getOutputStream());
            })) {
      pair.client(nas(service).proxyProtocol(ProxyProtocol.V1));
      try (Visitor visitor = visitor()) {
        assertThat(visitor.send("hello").read(5)).isEqualTo("hello");

        int port = visitor.socket().getLocalPort();
        assertThat(header.poll(60, TimeUnit.SECONDS))
            .isEqualTo("PROXY TCP4 127.0.0.1 127.0.0.1 " + port + " " + service.port() + "\r\n");
      }
    }
  }

  private static String line(Socket connection) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\n") < 0) {
      line.append((char) connection.getInputStream().read());
    }
    return line.toString();
  }

  @Test
  void visitorOfADeniedNetworkIsReset() throws Exception {
    try (LocalService service = echoWithTls()) {
      pair.client(nas(service).denyCidrs("127.0.0.0/8"));

      expectReset();
    }
  }

  @Test
  void visitorIsResetWhileTheServiceIsDown() throws Exception {
    LocalService service = echoWithTls();
    service.close();
    pair.client(nas(service));

    expectReset();
  }

  private void expectReset() {
    assertThatThrownBy(this::visitor)
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void nameThatHttpsHasIsRefused() throws Exception {
    try (LocalService service = echoWithTls();
        LocalService plain = web()) {
      pair.client(TunnelSpec.https("" + plain.port()).subdomain("nas"));

      assertThatThrownBy(() -> pair.client(nas(service)))
          .hasMessage(
              "Server failed to allocate tunnel: The tunnel tls://nas.localhost:"
                  + pair.port("https")
                  + " is already registered.");
    }
  }
}
