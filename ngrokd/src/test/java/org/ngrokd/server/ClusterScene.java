package org.ngrokd.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;

/**
 * Several servers in this JVM, each on a loopback address of its own, and what they agree by. Used
 * by one thread.
 */
final class ClusterScene implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(4);

  private final Path directory;
  private final Optional<EtcdOptions> etcd;
  private final Optional<TeamsOptions> teams;
  private final String token;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Duration lease = LEASE;
  private int nodes;

  private ClusterScene(
      Path directory, Optional<EtcdOptions> etcd, Optional<TeamsOptions> teams, String token) {
    this.directory = directory;
    this.etcd = etcd;
    this.teams = teams;
    this.token = token;
  }

  static ClusterScene by(EtcdOptions etcd, Path directory) {
    return new ClusterScene(directory, Optional.of(etcd), Optional.empty(), "");
  }

  /** With an account, whose token all clients have. */
  static ClusterScene by(TeamsOptions.Database database, String token, Path directory) {
    return new ClusterScene(directory, Optional.empty(), Optional.of(teams(database)), token);
  }

  /** Its servers have the lease that servers have; otherwise a short one. */
  ClusterScene withUsualLease() {
    lease = ClusterOptions.LEASE;
    return this;
  }

  private static TeamsOptions teams(TeamsOptions.Database database) {
    return new TeamsOptions(database, List.of(), TeamsOptions.Accounts.DEFAULT);
  }

  /** Makes an account, and gives its token. */
  static String newToken(TeamsOptions.Database database) {
    return newToken(database, "ada", Role.MEMBER);
  }

  /**
   * The same.
   *
   * @param scopes none: it opens tunnels
   */
  static String newToken(TeamsOptions.Database database, String name, Role role, String... scopes) {
    try (Store store = Store.open(database, Path.of("/"))) {
      People people =
          new People(
              teams(database).accounts(),
              new NameRules(TestServer.DOMAIN, PortRanges.NONE, Reservations.NONE),
              Clock.systemUTC());
      Actor by = Actor.server("test");
      return store.now(
          tables ->
              people
                  .newToken(
                      tables,
                      people.add(tables, name, "", role, by),
                      "test",
                      List.of(scopes),
                      Optional.empty(),
                      by)
                  .token());
    }
  }

  /** A server of the cluster, on 127.0.0.N. */
  final class Node implements AutoCloseable {
    final TestServer server;
    final InetAddress address;
    private final Path state;
    private boolean isClosed;

    private Node(TestServer server, InetAddress address, Path state) {
      this.state = state;
      this.server = server;
      this.address = address;
    }

    /** What a command of ngrokd prints for whoever looks after this server. */
    List<String> says(String... command) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Main.commandLine(Map.of("NGROKD_HOME", state.toString()))
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true))
              .execute(command);
      return (code == 0 ? out : err).toString().lines().toList();
    }

    InetSocketAddress at(String what) {
      return new InetSocketAddress(address, server.port(what));
    }

    /** Whether a visitor who comes here gets what the tunnel's service says. */
    boolean serves(String name) throws IOException {
      String request =
          "GET /x HTTP/1.1\r\nHost: %s.%s\r\nConnection: close\r\n\r\n"
              .formatted(name, TestServer.DOMAIN);
      try (Visitor visitor = Visitor.connect(at("http"))) {
        return visitor.send(request).readToEnd().startsWith("HTTP/1.1 200 OK\r\n");
      }
    }

    /** A client that is online here. */
    OldSession client(String presentedId) throws IOException {
      OldClient client =
          new OldClient(at("tunnel"), TestCertificates.trustAllContext(), TlsOptions.DEFAULT);
      String reply = client.connectAndAuth(token, presentedId);
      if (!MessageText.field(reply, "Error").isEmpty()) {
        throw new AssertionError(reply);
      }
      OldSession session = new OldSession(client, MessageText.field(reply, "ClientId"));
      open.add(0, session);
      return session;
    }

    /** One that promises to answer by a connection of many streams, which never comes. */
    OldSession mute() throws IOException {
      return saying("\"" + Extension.MUX + "\"", "");
    }

    /**
     * A client that is online here and says that it can do more than 1.7.
     *
     * @param extensions each in quotes
     */
    OldSession saying(String extensions, String presentedId) throws IOException {
      OldClient client =
          new OldClient(at("tunnel"), TestCertificates.trustAllContext(), TlsOptions.DEFAULT);
      String auth =
          OldClient.auth(token, presentedId)
              .replace("}}", ",\"Extensions\":[" + extensions + "]}}");
      String reply = client.connectWith(auth);
      if (!reply.contains("\"Extensions\":[" + extensions + "]")) {
        throw new AssertionError(reply);
      }
      OldSession session = new OldSession(client, MessageText.field(reply, "ClientId"));
      open.add(0, session);
      return session;
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        server.close();
      }
    }
  }

  Node node() throws IOException {
    return node(etcd, teams);
  }

  /** One that has its own way to etcd. */
  Node nodeBy(EtcdOptions way) throws IOException {
    return node(Optional.of(way), teams);
  }

  /** One that has its own way to the database. */
  Node nodeBy(TeamsOptions.Database way) throws IOException {
    return node(etcd, Optional.of(teams(way)));
  }

  private Node node(Optional<EtcdOptions> byEtcd, Optional<TeamsOptions> byTeams)
      throws IOException {
    nodes++;
    String host = "127.0.0." + nodes;
    Path state = directory.resolve("state" + nodes);
    HostAndPort any = new HostAndPort(host, 0);
    HostAndPort forClients = new HostAndPort(host, FreePort.tcp());
    ServerOptions options =
        new ServerOptions(
                TestServer.DOMAIN,
                new ServerOptions.Addresses(
                    Optional.of(any), Optional.of(any), forClients, host, Optional.empty()),
                new ServerOptions.Tls(Optional.empty(), KeyKind.ECDSA_P256, TlsVersion.TLS_1_2),
                new ServerOptions.State(StateDirectory.at(state), Optional.empty()),
                TestServer.BYTE_EXACT,
                byTeams)
            .in(new ClusterOptions(byEtcd, any, Optional.of(forClients), lease));
    Node node = new Node(TestServer.start(options), InetAddress.getByName(host), state);
    open.add(node);
    return node;
  }

  /** Serves all visitors of a client by this service, until the client ends. */
  void serve(OldSession session, int servicePort) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  ScriptedPeer proxy = session.proxy();
                  String start = proxy.expectSplitMessage();
                  if (!MessageText.type(start).equals("StartProxy")) {
                    throw new AssertionError(start);
                  }
                  OldRelay.begin(proxy, servicePort);
                }
              } catch (IOException | AssertionError e) {
                // the client has ended
              }
            },
            "old client");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        close(each);
      } catch (Exception e) {
        throw new IllegalStateException("a server or a client does not end", e);
      }
    }
  }

  /** A client may be about to open one more connection. */
  private static void close(AutoCloseable each) throws Exception {
    try {
      each.close();
    } catch (ConcurrentModificationException e) {
      each.close();
    }
  }
}
