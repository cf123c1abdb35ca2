package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.HostAndPort;

/** Starting, stopping, and a certificate that changes meanwhile. */
class ServerLifeIT {
  @TempDir private Path state = Path.of("");

  @Test
  void stopClosesEverythingSoonAndSavesRememberedUrls() throws Exception {
    TestServer server = TestServer.start(state);
    try (OldSession session = OldSession.online(server);
        ScriptedPeer pooled = session.proxy()) {
      String url = session.tunnel("http", "", 0);
      int tcp = OldSession.port(session.tunnel("tcp", "", 0));
      long before = System.nanoTime();

      server.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
      session.control().expectTcpClosed(ScriptedPeer.PATIENCE);
      pooled.expectTcpClosed(ScriptedPeer.PATIENCE);
      for (int port : new int[] {server.port("http"), server.port("https"), tcp}) {
        assertThatThrownBy(() -> Visitor.connect(port)).isInstanceOf(ConnectException.class);
      }
      assertThat(state.resolve("affinity.tsv")).content().contains("client-id-http:", url);
    }
  }

  @Test
  void stateDirectoryIsForOneServerAtATime() throws Exception {
    ServerOptions options = TestServer.options(state);
    TestServer first = TestServer.start(options);

    assertThatThrownBy(() -> TestServer.start(options))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Another ngrokd (process %d) keeps its state in %s: stop it, or give this one a"
                + " directory of its own with NGROKD_HOME",
            ProcessHandle.current().pid(), state);
    first.close();

    TestServer.start(options).close();
  }

  @Test
  void serverThatCouldNotStartLeavesItsStateDirectoryToTheNext() throws Exception {
    Path key = Files.createDirectory(state.resolve("client-id.key"));
    assertThatThrownBy(() -> TestServer.start(state)).isInstanceOf(UserException.class);
    Files.delete(key);

    TestServer.start(state).close();
  }

  @Test
  void certificateForAnotherDomainIsToldAtTheStart() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    CertificateFiles files =
        new CertificateFiles(state.resolve("tls.crt"), state.resolve("tls.key"));
    Identity other = ca.issueServer("other.example", KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writePrivateKey(files.key(), other.key());
    PemFiles.writeCertificates(files.certificate(), other.chain());

    try (CapturedLog log = CapturedLog.at(Level.WARN);
        TestServer server = TestServer.start(TestServer.withCertificate(state, files))) {
      assertThat(server.port("https")).isPositive();
      assertThat(log.lines())
          .contains(
              "WARN The certificate is for other.example, *.other.example and not for"
                  + " tunnel.example nor *.tunnel.example: clients and visitors' browsers will"
                  + " refuse it; give -domain the domain of the certificate, or -tlsCrt and -tlsKey"
                  + " of this domain's");
    }
  }

  @Test
  void visitorInMidReplyIsServedToTheEndOfTheGrace() throws Exception {
    TestServer server = TestServer.start(state);
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        proxy.expectSplitMessage();
        visitor.send("question");
        proxy.expectStream("question"); // they are joined: a grace is for these
        assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
        Thread stopping = new Thread(server::close);
        stopping.start();
        session.control().expectTcpClosed(ScriptedPeer.PATIENCE);

        proxy.socket().writeRecord("the rest");
        proxy.socket().closeAbruptly();

        assertThat(visitor.readToEnd()).isEqualTo("the rest");
        stopping.join();
      }
    }
  }

  @Test
  void renewedCertificateIsShownToNewConnectionsAndOpenOnesStay() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    CertificateFiles files =
        new CertificateFiles(state.resolve("tls.crt"), state.resolve("tls.key"));
    Identity old = write(ca, files);
    ServerOptions options = TestServer.withCertificate(state, files);
    try (TestServer server = TestServer.start(options);
        OldSession session = OldSession.online(server)) {
      assertThat(session.control().socket().peerCertificate()).isEqualTo(old.leaf());

      Identity renewed = write(ca, files);
      server.server().checkCertificate();

      session.pingPong();
      try (ScriptedPeer proxy = session.proxy();
          ScriptedPeer visitor = server.secureVisitor()) {
        assertThat(proxy.socket().peerCertificate()).isEqualTo(renewed.leaf());
        assertThat(visitor.socket().peerCertificate()).isEqualTo(renewed.leaf());
      }
    }
  }

  private static Identity write(CertificateAuthority ca, CertificateFiles files) {
    Identity identity = ca.issueServer(TestServer.DOMAIN, KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writePrivateKey(files.key(), identity.key());
    PemFiles.writeCertificates(files.certificate(), identity.chain());
    return identity;
  }

  @Test
  void portInUseIsToldInOneLine() {
    try (TestServer first = TestServer.start(state)) {
      HostAndPort taken = new HostAndPort("127.0.0.1", first.port("http"));
      ServerOptions options = TestServer.options(state.resolve("second"));
      ServerOptions second =
          new ServerOptions(
              options.domain(),
              new ServerOptions.Addresses(
                  Optional.of(taken), Optional.empty(), options.addresses().tunnel(), ""),
              options.tls(),
              options.state(),
              options.policy());

      assertThatThrownBy(() -> NgrokServer.start(second))
          .isInstanceOf(UserException.class)
          .hasMessageMatching(
              "Cannot listen on "
                  + taken
                  + " for http connections: .*Address already in use; stop what uses it, or choose"
                  + " another with -httpAddr");
    }
  }

  @Test
  void vhostReplacesDomainAndPortInLowerCase() throws Exception {
    try (TestServer server = TestServer.start(TestServer.withVhost(state, "Public.Example"));
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      assertThat(session.tunnel("http", "www", 0)).isEqualTo("http://www.public.example");
      try (Visitor visitor = server.visitor()) {
        visitor.send("GET / HTTP/1.0\r\nHost: www.public.example\r\n\r\n");
        proxy.expectSplitMessage();
      }
    }
  }

  @Test
  void whatIsKeptIsForItsOwnerOnly() throws Exception {
    Path directory = state.resolve("a").resolve("b");
    TestServer.start(directory).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSizeGreaterThan(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }
}
