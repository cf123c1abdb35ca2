package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.NgrokServer;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;

/** One certificate for the domain and all below it, from a CA that asks the server's own DNS. */
class WildcardIT {
  private static final String DOMAIN = "tunnels.example.com";
  private static final String RECORD = "_acme-challenge." + DOMAIN;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path files;

  private ServerOptions options(PebbleByDns pebble, AcmeOptions.Dns dns) {
    HostAndPort any = new HostAndPort("127.0.0.1", 0);
    AcmeOptions.Issuer issuer =
        new AcmeOptions.Issuer(
            pebble.directory(), Optional.empty(), Optional.of(pebble.ca()), Optional.empty());
    return new ServerOptions(
        DOMAIN,
        new ServerOptions.Addresses(Optional.of(any), Optional.of(any), any, "127.0.0.1"),
        new ServerOptions.Tls(
            Optional.empty(),
            KeyKind.ECDSA_P256,
            TlsVersion.TLS_1_2,
            Optional.of(new AcmeOptions(issuer, false, dns))),
        new ServerOptions.State(StateDirectory.at(files.resolve("state")), Optional.empty()),
        ServerOptions.Policy.DEFAULT);
  }

  private static AcmeOptions.Dns answeringAt(int port) {
    return new AcmeOptions.Dns(
        List.of(),
        Optional.empty(),
        Optional.of(new HostAndPort("127.0.0.1", port)),
        Optional.empty(),
        false);
  }

  /** The certificate that is shown to whoever asks for this name. */
  private static X509Certificate shown(NgrokServer server, String listener, String name)
      throws IOException {
    int port = server.address(listener).orElseThrow().port();
    SSLSocketFactory sockets = TestCertificates.trustAllContext().getSocketFactory();
    try (SSLSocket socket =
        (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static List<String> names(NgrokServer server, String listener, String name)
      throws IOException {
    return CertificateNames.of(shown(server, listener, name));
  }

  private static boolean isOfPebble(NgrokServer server) throws IOException {
    String issuer = shown(server, "https", DOMAIN).getIssuerX500Principal().getName();
    return issuer.contains("Pebble");
  }

  @Test
  void comesByTheServersOwnNameServerAndServesEverybody() throws Exception {
    int dns = FreePort.tcp();
    try (PebbleByDns pebble = PebbleByDns.start(files, dns);
        NgrokServer server = NgrokServer.start(options(pebble, answeringAt(dns)))) {
      await().atMost(PATIENCE).until(() -> isOfPebble(server));

      for (String name : List.of(DOMAIN, "shop." + DOMAIN)) {
        assertThat(names(server, "https", name)).contains("*." + DOMAIN, DOMAIN);
        assertThat(names(server, "tunnel", name)).contains("*." + DOMAIN, DOMAIN);
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(kept()).hasSize(1));
      assertThat(texts(dns)).isEmpty(); // nothing is left
    }
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.list(files.resolve("state").resolve("acme"))) {
      return all.filter(file -> file.toString().endsWith(".pem"))
          .filter(file -> !file.getFileName().toString().startsWith("account"))
          .toList();
    }
  }

  private static List<String> texts(int port) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new Lookup(Duration.ofSeconds(20))
        .ask(server, RECORD, Types.TXT, false).answers().stream().map(Resource::text).toList();
  }

  @ParameterizedTest
  @EnumSource(RealNameServer.Kind.class)
  void comesByUpdatesOfARealNameServer(RealNameServer.Kind kind) throws Exception {
    Path directory = Files.createDirectory(files.resolve("names"));
    try (RealNameServer names = RealNameServer.start(kind, directory, "hmac-sha256")) {
      int port = names.address().getPort();
      HostAndPort at = new HostAndPort("127.0.0.1", port);
      AcmeOptions.Dns dns =
          new AcmeOptions.Dns(
              List.of(),
              Optional.of(
                  new AcmeOptions.Update(at, "ngrokd", "hmac-sha256", RealNameServer.SECRET)),
              Optional.empty(),
              Optional.of(List.of(at)),
              false);
      try (PebbleByDns pebble = PebbleByDns.start(files, port);
          NgrokServer server = NgrokServer.start(options(pebble, dns))) {
        await().atMost(PATIENCE).until(() -> isOfPebble(server));

        assertThat(names(server, "https", "shop." + DOMAIN)).contains("*." + DOMAIN, DOMAIN);
        assertThat(names.ask(RECORD, Types.TXT).answers()).hasSize(1); // somebody else's
      }
    }
  }

  @Test
  void theNameServerGoesOnAfterJunkAndAnswersByTcpToo() throws Exception {
    int dns = FreePort.tcp();
    try (PebbleByDns pebble = PebbleByDns.start(files, dns);
        NgrokServer server = NgrokServer.start(options(pebble, answeringAt(dns)));
        DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), dns);
      for (String junk : List.of("", "00", "ffffffffffff", "abcd85000001000000000000ffffff")) {
        byte[] bytes = HexFormat.of().parseHex(junk);
        socket.send(new DatagramPacket(bytes, bytes.length, address));
      }
      byte[] soa =
          new MessageWriter()
              .u16(7)
              .u16(0)
              .u16(1)
              .u16(0)
              .u32(0)
              .name(RECORD)
              .u16(Types.SOA)
              .u16(Types.IN)
              .bytes();

      Reply byTcp = MessageReader.read(Lookup.byStream(address, soa, Duration.ofSeconds(20)));
      Reply byUdp = new Lookup(Duration.ofSeconds(20)).ask(address, RECORD, Types.SOA, false);

      assertThat(byTcp.zone()).contains(RECORD);
      assertThat(byUdp.zone()).contains(RECORD);
      assertThat(byUdp.isAuthoritative()).isTrue();
      assertThat(server.address("acmeDns")).isPresent();
    }
  }
}
