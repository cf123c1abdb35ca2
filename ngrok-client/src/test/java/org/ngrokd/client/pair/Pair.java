package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.NgrokServer;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.handover.TakeOver;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.tunnel.PoolBalance;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;

/** A server and its clients in this JVM, on loopback, with a state directory of their own. */
final class Pair implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final EdgeEvents events;
  private final String domain;
  private final ServerOptions.Policy policy;
  private final Path state;
  private final List<NgrokClient> clients = new ArrayList<>();
  private NgrokServer server;

  private Pair(ServerOptions.Policy policy) {
    this("localhost", policy);
  }

  private Pair(String domain, ServerOptions.Policy policy) {
    this(domain, policy, EdgeEvents.NONE);
  }

  private Pair(String domain, ServerOptions.Policy policy, EdgeEvents events) {
    this.events = events;
    this.domain = domain;
    this.policy = policy;
    try {
      state = Files.createTempDirectory("ngrokd-pair");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = start(0, 0, 0);
  }

  static Pair start() {
    return new Pair(ServerOptions.Policy.DEFAULT);
  }

  /** Whose server tells what visitors do. */
  static Pair heardBy(EdgeEvents events) {
    return new Pair("localhost", ServerOptions.Policy.DEFAULT, events);
  }

  /** Whose server's name is an address. */
  static Pair withoutDomain() {
    return new Pair(HOST, ServerOptions.Policy.DEFAULT);
  }

  /** Each visitor has a connection of its own between server and client. */
  static Pair withoutMultiplexing() {
    ServerOptions.Policy usual = ServerOptions.Policy.DEFAULT;
    return new Pair(new ServerOptions.Policy(usual.edge(), usual.floods(), usual.access(), false));
  }

  /** With another rule of what local services are told of visitors. */
  static Pair with(EdgePolicy.Forwarding forwarding) {
    ServerOptions.Policy usual = ServerOptions.Policy.DEFAULT;
    EdgePolicy edge = usual.edge();
    return new Pair(
        new ServerOptions.Policy(
            new EdgePolicy(edge.head(), edge.idle(), edge.minBodyRate(), forwarding, false),
            usual.floods(),
            usual.access()));
  }

  /** Clients that share a name have visitors by this rule. */
  static Pair sharing(PoolBalance balance) {
    ServerOptions.Policy usual = ServerOptions.Policy.DEFAULT;
    EdgePolicy edge = usual.edge();
    return new Pair(
        new ServerOptions.Policy(
            new EdgePolicy(
                edge.head(),
                edge.idle(),
                edge.minBodyRate(),
                edge.forwarding(),
                false,
                edge.leaving(),
                balance),
            usual.floods(),
            usual.access()));
  }

  /** With the accounts of a users file. */
  static Pair withAccounts(Path users) {
    ServerOptions.Policy usual = ServerOptions.Policy.DEFAULT;
    return new Pair(
        new ServerOptions.Policy(
            usual.edge(), usual.floods(), new AccessOptions(Optional.of(users), PortRanges.NONE)));
  }

  private NgrokServer start(int http, int https, int tunnel) {
    return NgrokServer.start(options(http, https, tunnel), events);
  }

  private ServerOptions options(int http, int https, int tunnel) {
    return new ServerOptions(
        domain,
        new ServerOptions.Addresses(
            Optional.of(new HostAndPort(HOST, http)),
            Optional.of(new HostAndPort(HOST, https)),
            new HostAndPort(HOST, tunnel),
            HOST),
        new ServerOptions.Tls(Optional.empty(), KeyKind.ECDSA_P256, TlsVersion.TLS_1_2),
        new ServerOptions.State(StateDirectory.at(state), Optional.empty()),
        policy);
  }

  StateDirectory state() {
    return StateDirectory.at(state);
  }

  /**
   * Another server takes this one's place, while it runs.
   *
   * @return the one before, which has only to finish
   */
  NgrokServer replaceServer() {
    NgrokServer before = server;
    server =
        NgrokServer.start(
            options(port("http"), port("https"), port("tunnel")), events, TakeOver.of(state()));
    return before;
  }

  NgrokServer server() {
    return server;
  }

  int port(String what) {
    return server.address(what).orElseThrow().port();
  }

  Path ca() {
    return state.resolve("certs/ca.crt");
  }

  /** Stops the server and starts another in its place, on the same ports. */
  void restartServer() {
    int http = port("http");
    int https = port("https");
    int tunnel = port("tunnel");
    server.close();
    server = start(http, https, tunnel);
  }

  /** The fingerprint of the certificate that a visitor by https gets. */
  String presentedCertificate() throws IOException {
    try (Visitor visitor = TlsVisitors.connect(port("https"), ca())) {
      SSLSession session = ((SSLSocket) visitor.socket()).getSession();
      return Fingerprint.of((X509Certificate) session.getPeerCertificates()[0]).toString();
    }
  }

  /** Puts another certificate of the same CA in the server certificate's place. */
  void renewCertificate() {
    Path certs = state.resolve("certs");
    CertificateAuthority authority =
        CertificateAuthority.of(
            PemFiles.readCertificates(ca()).get(0),
            PemFiles.readPrivateKey(certs.resolve("ca.key")));
    Identity renewed =
        authority.issueServer("localhost", KeyKind.ECDSA_P256, java.time.Instant.now());
    PemFiles.writePrivateKey(certs.resolve("server.key"), renewed.key());
    PemFiles.writeCertificates(certs.resolve("server.crt"), renewed.chain());
  }

  NgrokClient.Builder clientBuilder() {
    return NgrokClient.builder().serverAddr(domain + ":" + port("tunnel")).rootCas(ca());
  }

  /** A client with these tunnels, which are open. */
  NgrokClient client(TunnelSpec... tunnels) {
    NgrokClient.Builder builder = clientBuilder();
    for (TunnelSpec tunnel : tunnels) {
      builder.tunnel(tunnel);
    }
    NgrokClient client = builder.start();
    clients.add(client);
    return client;
  }

  /**
   * A client with tunnels as they are configured, which are open.
   *
   * @param server "localhost:port", the server or what stands before it
   * @throws org.ngrokd.kit.cli.UserException when one is refused; it is closed then
   */
  RunningClient client(String server, String token, TunnelConfig... tunnels) {
    RunningClient client = RunningClient.begin(config(server, token, tunnels), SessionEvents.NONE);
    client.awaitOpen(Duration.ofSeconds(30));
    return client;
  }

  ClientConfig config(String server, String token, TunnelConfig... tunnels) {
    return new ClientConfig(
        HostAndPort.parse(server),
        token,
        new Trust.RootCas(ca()),
        Optional.empty(),
        List.of(tunnels),
        true,
        InspectOptions.NONE,
        Comeback.UNTIL_REFUSED);
  }

  /** "localhost:port", where clients connect to. */
  String address() {
    return domain + ":" + port("tunnel");
  }

  /** A client with one tcp tunnel; gives its public port. */
  int tcpTunnel(int localPort) {
    OpenTunnel tunnel = client(TunnelSpec.tcp(":" + localPort)).tunnels().get(0);
    return Integer.parseInt(tunnel.url().substring(tunnel.url().lastIndexOf(':') + 1));
  }

  @Override
  public void close() {
    clients.forEach(NgrokClient::close);
    server.close();
    try (var files = Files.walk(state)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
