package org.ngrokd.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OwnEtcd;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Servers of a cluster as processes, with their clients. Each has ways of its own to each member of
 * etcd, which can be cut, blocked and made slow. Used by one thread.
 */
final class ClusterNodes implements AutoCloseable {
  /** The usual one, and as much again for a busy machine. */
  static final Duration LEASE_IS_OVER = Duration.ofSeconds(25);

  static final ServerProcess.Launch USUAL =
      new ServerProcess.Launch(List.of(), List.of("-XX:TieredStopAtLevel=1"), Map.of());

  private static final Duration PING = Duration.ofSeconds(5);

  private final OwnEtcd etcd;
  private final Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor();
  private final Map<Path, Integer> nodePorts = new HashMap<>(); // who comes back is where it was
  private int number;

  ClusterNodes(OwnEtcd etcd, Path directory) {
    this.etcd = etcd;
    this.directory = directory;
  }

  /**
   * A server that is a process.
   *
   * @param ways to what they agree by
   */
  record Node(ServerProcess process, Path state, List<Detour> ways, int http, int tunnel) {
    InetSocketAddress forVisitors() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), http);
    }

    /** A client that is online here. */
    OldSession client(String presentedId) throws IOException {
      OldClient client =
          new OldClient(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), tunnel),
              TestCertificates.trustAllContext(),
              TlsOptions.DEFAULT);
      String reply = client.connectAndAuth("", presentedId);
      if (!MessageText.field(reply, "Error").isEmpty()) {
        throw new IOException(reply);
      }
      return new OldSession(client, MessageText.field(reply, "ClientId"));
    }
  }

  /** One that has been started, and may not listen yet. */
  static final class Starting {
    private final ServerProcess process;
    private final Path state;
    private final List<Detour> ways;

    private Starting(ServerProcess process, Path state, List<Detour> ways) {
      this.process = process;
      this.state = state;
      this.ways = ways;
    }

    /** It serves. */
    Node await() throws IOException {
      int http = process.awaitPort("public http connections");
      process.awaitLine("In the cluster as node");
      return new Node(
          process, state, ways, http, process.awaitPort("control and proxy connections"));
    }
  }

  Starting start(ServerProcess.Launch launch) throws IOException {
    number++;
    return start(directory.resolve("node" + number), launch);
  }

  /** With what it had before. */
  Starting start(Path state, ServerProcess.Launch launch) throws IOException {
    List<Detour> ways = new ArrayList<>();
    for (HostAndPort member : etcd.options().endpoints()) {
      Detour way = new Detour(member.port());
      open.add(way);
      ways.add(way);
    }
    String members =
        ways.stream().map(way -> "127.0.0.1:" + way.port()).collect(Collectors.joining(","));
    if (!nodePorts.containsKey(state)) {
      nodePorts.put(state, FreePort.tcp());
    }
    ServerProcess process =
        ServerProcess.start(
            state,
            launch,
            "-cluster=etcd://" + members,
            "-nodeAddr=127.0.0.1:" + nodePorts.get(state),
            "-drain=5");
    open.add(process);
    return new Starting(process, state, ways);
  }

  /** Two of them. */
  List<Node> two() throws IOException {
    Starting one = start(USUAL);
    Starting other = start(USUAL);
    return List.of(one.await(), other.await());
  }

  /** A local service that says this, to as many requests as come by a connection. */
  LocalService saying(String what) {
    byte[] reply =
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(what.length(), what)
            .getBytes(StandardCharsets.US_ASCII);
    LocalService service =
        LocalService.that(
            peer -> {
              int line = 0;
              for (int next = peer.getInputStream().read();
                  next >= 0;
                  next = peer.getInputStream().read()) {
                line = next == '\n' ? line + 1 : next == '\r' ? line : 0;
                if (line == 2) { // an empty one
                  peer.getOutputStream().write(reply);
                }
              }
            });
    open.add(service);
    return service;
  }

  /** A client at this node whose answers say who it is, once it may have the name. */
  OldSession client(Node node, String presentedId, String name, String what) {
    OldSession[] made = new OldSession[1];
    await()
        .atMost(LEASE_IS_OVER)
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              made[0] = node.client(presentedId);
              if (!made[0].refusal("http", name, 0).isEmpty()) {
                made[0].close();
                return false;
              }
              return true;
            });
    serve(made[0], saying(what).port());
    return made[0];
  }

  private void serve(OldSession session, int servicePort) {
    open.add(session);
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  ScriptedPeer proxy = session.proxy();
                  String unused = proxy.expectSplitMessage();
                  OldRelay.begin(proxy, servicePort);
                }
              } catch (IOException | RuntimeException | AssertionError e) {
                // the client has ended
              }
            },
            "old client");
    thread.setDaemon(true);
    thread.start();
    var unused =
        pings.scheduleAtFixedRate(
            () -> ping(session), PING.toMillis(), PING.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void ping(OldSession session) {
    try {
      session.control().sendSplit(OldSession.PING);
    } catch (IOException e) {
      throw new IllegalStateException("the client has ended", e); // no more of it
    }
  }

  @Override
  public void close() {
    pings.shutdownNow();
    for (int i = open.size() - 1; i >= 0; i--) {
      close(open.get(i));
    }
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
