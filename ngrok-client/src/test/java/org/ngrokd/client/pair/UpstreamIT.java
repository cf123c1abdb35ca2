package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.client.testing.WarnLines;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;

/** Local services that speak TLS, listen on Unix sockets, or want to know who the visitor is. */
class UpstreamIT {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n";
  private static final TestCertificates CERTIFICATES = TestCertificates.localhost();

  private final Pair pair = Pair.start();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    pair.close();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void answer(Socket connection, String body) throws IOException {
    String reply = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    connection.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
    connection.getOutputStream().flush();
  }

  /** An HTTP service with TLS, which notes the names that it was asked for. */
  private LocalService tlsWeb() {
    return LocalService.withTls(
        CERTIFICATES.serverContext(),
        connection -> {
          SSLSocket socket = (SSLSocket) connection;
          while (true) {
            String head = head(socket.getInputStream());
            ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
            seen.add(session.getRequestedServerNames().toString());
            answer(socket, "from TLS: " + head.lines().findFirst().orElse(""));
          }
        });
  }

  private String get() throws IOException {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send("GET / HTTP/1.1\r\nHost: web.localhost\r\nConnection: close\r\n\r\n");
      return visitor.readToEnd();
    }
  }

  @Test
  void serviceWithTlsAtAPrivateAddressIsReachedWhateverItsCertificate() throws Exception {
    try (LocalService web = tlsWeb()) {
      pair.client(TunnelSpec.http("https://127.0.0.1:" + web.port()).subdomain("web"));

      assertThat(get()).startsWith("HTTP/1.1 200").endsWith("from TLS: GET / HTTP/1.1");
      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("[]"); // no name for an address
    }
  }

  @Test
  void certificateIsCheckedAgainstACaFile() throws Exception {
    Path ca = directory.resolve("ca.pem");
    PemFiles.writeCertificates(ca, List.of(CERTIFICATES.certificate()));
    try (LocalService web = tlsWeb()) {
      pair.client(
          TunnelSpec.http("https://127.0.0.1:" + web.port())
              .subdomain("web")
              .verifyUpstream(new VerifyUpstream.AgainstCas(ca)));

      assertThat(get()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void untrustedServiceIsA502AndTheLogNamesTheCure() throws Exception {
    try (LocalService web = tlsWeb();
        WarnLines log = new WarnLines()) {
      pair.client(
          TunnelSpec.http("https://127.0.0.1:" + web.port())
              .subdomain("web")
              .verifyUpstream(new VerifyUpstream.Always()));

      assertThat(get()).startsWith("HTTP/1.0 502 Bad Gateway");
      assertThat(log.with("local service"))
          .singleElement()
          .asString()
          .startsWith("The certificate of the local service 127.0.0.1:" + web.port())
          .contains("verify_upstream: false");
    }
  }

  @Test
  void bytesOfATcpTunnelGoThroughTlsBothWaysToTheEnd() throws Exception {
    byte[] reply = new byte[500_000];
    try (LocalService service =
            LocalService.withTls(
                CERTIFICATES.serverContext(),
                connection -> {
                  seen.add(
                      new String(
                          connection.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
                  connection.getOutputStream().write(reply);
                });
        Visitor visitor =
            Visitor.connect(tcpTunnel(TunnelSpec.tcp("https://localhost:" + service.port())))) {
      visitor.send("hello");

      assertThat(visitor.in().readAllBytes()).hasSize(reply.length);
      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  private int tcpTunnel(TunnelSpec spec) {
    String url = pair.client(spec).tunnels().get(0).url();
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  @Test
  void plainDialThatMeetsTlsIsNamedOnce() throws Exception {
    try (LocalService web = tlsWeb();
        WarnLines log = new WarnLines()) {
      pair.client(TunnelSpec.http("127.0.0.1:" + web.port()).subdomain("web"));
      String first = get();
      String second = get();

      assertThat(first + second).doesNotContain("200 OK");
      await()
          .untilAsserted(
              () ->
                  assertThat(log.with("speaks TLS"))
                      .containsExactly(
                          "The local service 127.0.0.1:%1$d speaks TLS: write https://127.0.0.1:%1$d"
                              .formatted(web.port())));
    }
  }

  @Test
  void unixSocketIsALocalServiceAndEndsOneDirectionAfterTheOther() throws Exception {
    Path socket = Files.createTempDirectory("unix").resolve("s");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread echo = new Thread(() -> echo(listening));
      echo.setDaemon(true);
      echo.start();

      try (Visitor visitor = Visitor.connect(tcpTunnel(TunnelSpec.tcp("unix:" + socket)))) {
        assertThat(visitor.send("over a unix socket").finish().readToEnd())
            .isEqualTo("over a unix socket, all of it");
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(socket.getParent());
    }
  }

  private static void echo(ServerSocketChannel listening) {
    try (SocketChannel connection = listening.accept()) {
      byte[] all = Channels.newInputStream(connection).readAllBytes();
      Channels.newOutputStream(connection).write(all);
      Channels.newOutputStream(connection).write(", all of it".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException closed) {
      return;
    }
  }

  @Test
  void proxyHeaderGoesBeforeTheVisitorsBytes() throws Exception {
    try (LocalService service =
        LocalService.with(
            connection -> {
              seen.add(
                  new String(
                      connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            })) {
      int port =
          tcpTunnel(TunnelSpec.tcp("127.0.0.1:" + service.port()).proxyProtocol(ProxyProtocol.V1));
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send("SSH-2.0").finish().readToEnd();

        assertThat(seen.poll(60, TimeUnit.SECONDS))
            .isEqualTo(
                "PROXY TCP4 127.0.0.1 127.0.0.1 "
                    + visitor.socket().getLocalPort()
                    + " "
                    + service.port()
                    + "\r\nSSH-2.0");
      }
    }
  }

  @Test
  void proxyHeaderGoesBeforeTls() throws Exception {
    try (LocalService service =
        LocalService.with(
            connection -> {
              seen.add(
                  new String(
                      connection.getInputStream().readNBytes(12 + 4 + 12),
                      StandardCharsets.ISO_8859_1));
              SSLSocket tls =
                  (SSLSocket)
                      CERTIFICATES
                          .serverContext()
                          .getSocketFactory()
                          .createSocket(connection, null, true);
              tls.setUseClientMode(false);
              seen.add(head(tls.getInputStream()));
              answer(tls, "hi");
            })) {
      pair.client(
          TunnelSpec.http("https://127.0.0.1:" + service.port())
              .subdomain("web")
              .proxyProtocol(ProxyProtocol.V2));

      assertThat(get()).endsWith("hi");
      assertThat(seen.poll(60, TimeUnit.SECONDS))
          .startsWith("\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u007f\0\0\u0001\u007f\0\0\u0001");
      assertThat(seen.poll(60, TimeUnit.SECONDS)).startsWith(REQUEST.substring(0, 20));
    }
  }
}
