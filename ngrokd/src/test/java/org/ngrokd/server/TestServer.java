package org.ngrokd.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.TlsRecordSocket;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.EdgePolicy.Forwarding;
import org.ngrokd.server.handover.TakeOver;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;

/** A real server on loopback, on ports of the system's choice, with a certificate of its own. */
final class TestServer implements AutoCloseable {
  static final String DOMAIN = "tunnel.example";

  /** Heads pass as 1.7 passed them. */
  static final ServerOptions.Policy BYTE_EXACT = forwarding(new Forwarding(false, CidrList.NONE));

  private static final String HOST = "127.0.0.1";

  private final NgrokServer server;

  private TestServer(NgrokServer server) {
    this.server = server;
  }

  static TestServer start(Path state) {
    return start(options(state));
  }

  static TestServer start(ServerOptions options) {
    return new TestServer(NgrokServer.start(options));
  }

  /** With somebody who listens. */
  static TestServer start(ServerOptions options, EdgeEvents events) {
    return new TestServer(NgrokServer.start(options, events));
  }

  /** One that takes the place of the one that runs on its state directory. */
  static TestServer successor(ServerOptions options) {
    return new TestServer(
        NgrokServer.start(options, EdgeEvents.NONE, TakeOver.of(options.state().directory())));
  }

  /** With metrics. */
  static ServerOptions withMetrics(ServerOptions options) {
    ServerOptions.Addresses given = options.addresses();
    return new ServerOptions(
        options.domain(),
        new ServerOptions.Addresses(
            given.http(),
            given.https(),
            given.tunnel(),
            given.tcpHost(),
            given.vhost(),
            Optional.of(new HostAndPort(HOST, 0))),
        options.tls(),
        options.state(),
        options.policy(),
        options.teams());
  }

  /** All listeners on loopback. */
  static ServerOptions options(Path state) {
    HostAndPort any = new HostAndPort(HOST, 0);
    return options(
        state, new ServerOptions.Addresses(Optional.of(any), Optional.of(any), any, HOST));
  }

  /** With accounts in a database of its own, and a dashboard. */
  static ServerOptions withTeams(Path state, String domain, TeamsOptions teams) {
    ServerOptions options = options(state);
    return new ServerOptions(
        domain,
        options.addresses(),
        options.tls(),
        options.state(),
        options.policy(),
        Optional.of(teams));
  }

  /** With visitors by http on this port. */
  static ServerOptions onPort(Path state, int http) {
    HostAndPort any = new HostAndPort(HOST, 0);
    return options(
        state,
        new ServerOptions.Addresses(
            Optional.of(new HostAndPort(HOST, http)), Optional.of(any), any, HOST));
  }

  /** No https listener. */
  static ServerOptions withoutHttps(Path state) {
    HostAndPort any = new HostAndPort(HOST, 0);
    return options(
        state, new ServerOptions.Addresses(Optional.of(any), Optional.empty(), any, HOST));
  }

  /** With a certificate of the user's. */
  static ServerOptions withCertificate(Path state, CertificateFiles files) {
    ServerOptions given = options(state);
    return new ServerOptions(
        given.domain(),
        given.addresses(),
        new ServerOptions.Tls(Optional.of(files), KeyKind.ECDSA_P256, given.tls().oldest()),
        given.state(),
        given.policy());
  }

  /** Public URLs do not change with the ports. */
  static ServerOptions withVhost(Path state, String vhost) {
    ServerOptions options = options(state);
    ServerOptions.Addresses given = options.addresses();
    return new ServerOptions(
        options.domain(),
        new ServerOptions.Addresses(
            given.http(), given.https(), given.tunnel(), given.tcpHost(), Optional.of(vhost)),
        options.tls(),
        options.state(),
        options.policy());
  }

  /** With these limits. */
  static ServerOptions withFloods(Path state, FloodLimits limits) {
    ServerOptions options = options(state);
    return new ServerOptions(
        options.domain(),
        options.addresses(),
        options.tls(),
        options.state(),
        new ServerOptions.Policy(options.policy().edge(), limits, options.policy().access()));
  }

  /** With the users of this file. */
  static ServerOptions withAccounts(Path state, Path file, PortRanges tcpPorts) {
    ServerOptions options = options(state);
    return new ServerOptions(
        options.domain(),
        options.addresses(),
        options.tls(),
        options.state(),
        new ServerOptions.Policy(
            options.policy().edge(),
            options.policy().floods(),
            new AccessOptions(Optional.of(file), tcpPorts)));
  }

  private static ServerOptions options(Path state, ServerOptions.Addresses addresses) {
    return new ServerOptions(
        DOMAIN,
        addresses,
        new ServerOptions.Tls(Optional.empty(), KeyKind.ECDSA_P256, TlsVersion.TLS_1_2),
        new ServerOptions.State(StateDirectory.at(state), Optional.empty()),
        BYTE_EXACT);
  }

  /** The usual policy, but for what local services are told of visitors. */
  static ServerOptions.Policy forwarding(Forwarding forwarding) {
    EdgePolicy usual = EdgePolicy.DEFAULT;
    return new ServerOptions.Policy(
        new EdgePolicy(usual.head(), usual.idle(), usual.minBodyRate(), forwarding, false),
        FloodLimits.DEFAULT,
        AccessOptions.DEFAULT);
  }

  /** Takes up a changed file of users, which is looked at twice. */
  void reloadUsers() {
    server.checkAccounts();
    server.checkAccounts();
  }

  NgrokServer server() {
    return server;
  }

  /**
   * Where it listens.
   *
   * @param what "http", "https" or "tunnel"
   */
  InetSocketAddress address(String what) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(what));
  }

  int port(String what) {
    return server.address(what).orElseThrow().port();
  }

  /** The URL of a tunnel for this name below the domain. */
  String url(String protocol, String name) {
    return protocol + "://" + name + "." + DOMAIN + ":" + port(protocol);
  }

  OldClient client() {
    return client(TlsOptions.DEFAULT);
  }

  OldClient client(TlsOptions options) {
    return new OldClient(address("tunnel"), TestCertificates.trustAllContext(), options);
  }

  Visitor visitor() throws IOException {
    return Visitor.connect(address("http"));
  }

  ScriptedPeer secureVisitor() throws IOException {
    return new ScriptedPeer(
        TlsRecordSocket.connect(
            address("https"),
            TestCertificates.trustAllContext(),
            TlsOptions.DEFAULT.withServerName("www." + DOMAIN)));
  }

  @Override
  public void close() {
    server.close();
  }
}
