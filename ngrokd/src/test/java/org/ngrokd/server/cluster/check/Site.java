package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.check.CheckedNode.Place;
import org.ngrokd.server.cluster.check.CheckedNode.Program;
import org.ngrokd.server.testing.KeptPort;
import org.ngrokd.server.testing.SteppedClock;

/** The nodes, the engine, and a gate on each way between two of them. Used by one thread. */
final class Site implements AutoCloseable {
  static final String DOMAIN = "check.example";
  static final int NODES = 3;

  private final Path directory;
  private final CheckedEngine engine;
  private final Programs programs;
  private final ExecutorService threads;
  private final List<CheckedNode> nodes = new ArrayList<>();
  private final List<List<Gate>> toEngine = new ArrayList<>();
  private final List<List<Gate>> toPeers = new ArrayList<>();

  /**
   * What the nodes are instances of.
   *
   * @param first the first node, which may be a broken one
   */
  record Programs(Program right, Program first) {
    Program of(int node) {
      return node == 1 ? first : right;
    }
  }

  Site(Path directory, CheckedEngine engine, Programs programs, ExecutorService threads) {
    this.directory = directory;
    this.engine = engine;
    this.programs = programs;
    this.threads = threads;
  }

  /** As which a node is known to others. */
  static String host(int node) {
    return "n" + node;
  }

  /** Which node this is the address of. */
  static int nodeAt(String address) {
    return Integer.parseInt(address.substring(1, address.indexOf(':')));
  }

  /** Which name of a tunnel is the engine's by this key. */
  static String nameOf(String key) {
    return key.substring(key.indexOf("//") + 2, key.length() - DOMAIN.length() - 1);
  }

  CheckedEngine engine() {
    return engine;
  }

  /**
   * A node.
   *
   * @param number from 1 on
   */
  CheckedNode node(int number) {
    return nodes.get(number - 1);
  }

  List<Place> places() {
    return nodes.stream().map(CheckedNode::place).toList();
  }

  /** All ways from a node to the engine. */
  void engine(int node, Gate.State state) {
    toEngine.get(node - 1).forEach(gate -> gate.be(state));
  }

  /** The ways between two nodes. */
  void peers(int one, int other, Gate.State state) {
    toPeers.get(one - 1).get(other - 1).be(state);
    toPeers.get(other - 1).get(one - 1).be(state);
  }

  /** Makes all of it ready to start. */
  void build() throws IOException {
    List<Place> places = new ArrayList<>();
    for (int number = 1; number <= NODES; number++) {
      Path own = Files.createDirectories(directory.resolve(host(number)));
      places.add(new Place(number, own, KeptPort.tcp(), KeptPort.tcp(), KeptPort.tcp()));
    }
    for (Place from : places) {
      StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
      List<Gate> peers = new ArrayList<>();
      for (Place to : places) {
        boolean isOwn = from.number() == to.number();
        String at = isOwn ? "127.0.0.1" : "127.1.%d.%d".formatted(from.number(), to.number());
        hosts.append(at).append(' ').append(host(to.number())).append('\n');
        int port = isOwn ? 0 : to.peer(); // nobody goes through the gate to itself
        InetAddress address = InetAddress.getByName(at);
        peers.add(new Gate(new InetSocketAddress(address, port), to.peer(), threads));
      }
      toPeers.add(peers);
      Files.writeString(from.directory().resolve("hosts"), hosts);
      nodes.add(node(from));
    }
  }

  private CheckedNode node(Place place) throws IOException {
    List<Gate> gates = new ArrayList<>();
    for (int port : engine.ports()) {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      gates.add(new Gate(any, port, threads));
    }
    toEngine.add(gates);
    List<String> flags = engine.flags(gates.stream().map(Gate::port).toList(), place.directory());
    return new CheckedNode(
        place, programs.of(place.number()), flags, SteppedClock.in(place.directory(), "clock"));
  }

  /** Runs a command of ngrokd's, and gives what it prints. */
  String run(List<String> arguments) throws IOException, InterruptedException {
    Path log = directory.resolve("commands.log");
    ProcessBuilder builder =
        new ProcessBuilder(programs.right().command(List.of(), arguments))
            .redirectError(log.toFile());
    builder.environment().put("NGROKD_HOME", directory.resolve("commands").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(arguments + " failed: " + out + Files.readString(log));
    }
    return out;
  }

  @Override
  public void close() {
    try {
      for (CheckedNode node : nodes) {
        node.kill();
      }
      engine.close();
      for (List<Gate> gates : List.of(toEngine, toPeers).stream().flatMap(List::stream).toList()) {
        for (Gate gate : gates) {
          gate.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
