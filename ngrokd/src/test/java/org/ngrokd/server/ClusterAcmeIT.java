package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.OwnEtcd;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.streams.net.HostAndPort;

/** A CA comes to whichever server of a cluster it likes, and each shows what one has got. */
class ClusterAcmeIT {
  private AcmeScene scene;
  private OwnEtcd etcd;
  private Path directory;

  @BeforeEach
  void start(@TempDir Path given) throws IOException {
    directory = given;
    scene = AcmeScene.in(given);
    Optional<OwnEtcd> started = OwnEtcd.start();
    assumeTrue(started.isPresent(), "etcd is not installed");
    etcd = started.get();
  }

  @AfterEach
  void end() {
    etcd.close();
  }

  /** The CA takes 127.0.0.1 for where every name is. */
  private TestServer node(int number, Pebble ca) throws IOException {
    String host = "127.0.0." + number;
    HostAndPort any = new HostAndPort(host, 0);
    ServerOptions usual = scene.options(ca.options());
    return TestServer.start(
        new ServerOptions(
                AcmeScene.DOMAIN,
                new ServerOptions.Addresses(
                    Optional.of(new HostAndPort(host, scene.http())),
                    Optional.of(new HostAndPort(host, scene.https())),
                    any,
                    host),
                usual.tls(),
                new ServerOptions.State(
                    StateDirectory.at(directory.resolve("state" + number)), Optional.empty()),
                usual.policy())
            .in(new ClusterOptions(Optional.of(etcd.options()), any)));
  }

  private X509Certificate shown(int number, String name) throws IOException {
    try (Socket plain = new Socket("127.0.0." + number, scene.https());
        SSLSocket socket =
            (SSLSocket)
                TestCertificates.trustAllContext()
                    .getSocketFactory()
                    .createSocket(plain, name, 443, true)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private void isShownByAll(String name) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              X509Certificate here = shown(1, name);
              assertThat(AcmeScene.isOfPebble(here)).isTrue();
              assertThat(shown(2, name)).isEqualTo(here);
            });
  }

  @Test
  void certificateThatOneServerOrdersIsProvenByAnotherAndShownByAll() throws Exception {
    try (Pebble ca = scene.pebble();
        TestServer one = node(1, ca);
        TestServer other = node(2, ca)) {
      isShownByAll(AcmeScene.DOMAIN); // one has ordered it

      for (TestServer at : List.of(one, other)) {
        InetSocketAddress tunnel =
            new InetSocketAddress(at == one ? "127.0.0.1" : "127.0.0.2", at.port("tunnel"));
        String name = at == one ? "here" : "there";
        try (OldClient client =
            new OldClient(tunnel, TestCertificates.trustAllContext(), TlsOptions.DEFAULT)) {
          String reply = client.connectAndAuth("", "");
          OldSession session = new OldSession(client, MessageText.field(reply, "ClientId"));
          session.tunnel("https", name, 0);

          isShownByAll(name + "." + AcmeScene.DOMAIN);
        }
      }
    }
  }
}
