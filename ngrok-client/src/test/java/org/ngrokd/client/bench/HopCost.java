package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.testing.Daemon;

/**
 * What it costs that a visitor is at another server than the tunnel's client: the same requests at
 * either server, in turn, and the processor time of both servers together.
 */
final class HopCost implements AutoCloseable {
  private static final int HOME = 0;
  private static final int OTHER = 1;
  private static final String HOST = "web.localhost";

  /** Seconds of a run, of which so many count for each. */
  private static final int SECONDS = 3;

  private static final int ROUNDS = 4;
  private static final int WARM_UP_ROUNDS = 5;

  /** One connection shows the latency, and as many as scripts/bench has what a request costs. */
  private static final int ONE = 1;

  private static final int FEW = 8;
  private static final int MANY = 32;

  private static final double MOST_MILLIS = 0.3;
  private static final double MOST_MICROS = 25;

  private final ClusterNodes nodes;
  private final Origin origin;
  private final Daemon client;

  private HopCost(ClusterNodes nodes, Origin origin, Daemon client) {
    this.nodes = nodes;
    this.origin = origin;
    this.client = client;
  }

  /** Starts a client at the first server. */
  static HopCost start(Path scripts, Path directory, ClusterNodes nodes, Origin origin)
      throws IOException, InterruptedException {
    Path config = directory.resolve("hop.cfg");
    Files.writeString(
        config,
        """
        server_addr: localhost:%d
        root_cas: %s
        inspect_addr: 127.0.0.1:0
        tunnels:
          web: {proto: {http: "127.0.0.1:%d"}}
        """
            .formatted(nodes.tunnel(HOME).getPort(), nodes.ca(), origin.port()));
    Daemon client =
        Daemon.start(
            directory.resolve("hop.out"),
            List.of(scripts.resolve("ngrok").toString(), "-config=" + config, "start-all"));
    return new HopCost(nodes, origin, client.awaitText("Forwarding http:"));
  }

  void measure(Figures figures) throws IOException, InterruptedException {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      var unused = sample(HOME, MANY);
      var unused2 = sample(OTHER, MANY);
    }
    Added one = added(ONE);
    figures.add("a hop, 1 connection: added median", one.millis(), MOST_MILLIS, "ms");
    Added few = added(FEW);
    figures.add("a hop, 8 connections: added median", few.millis(), MOST_MILLIS, "ms");
    Added many = added(MANY);
    figures.add(
        "a hop, 32 connections: added CPU of both servers a request",
        many.micros(),
        MOST_MICROS,
        "µs");
    figures.add("the same, 8 connections", few.micros(), MOST_MICROS, "µs");
    figures.add("the same, 1 connection", one.micros(), MOST_MICROS, "µs");
    figures.add(
        "a request without a hop, both servers, 32, 8, 1 connections",
        "%s, %s, %s µs"
            .formatted(
                Figures.number(many.without()),
                Figures.number(few.without()),
                Figures.number(one.without())));
  }

  /**
   * What a hop adds to a request.
   *
   * @param millis of its median
   * @param micros of processor time
   * @param without processor time of one without a hop
   */
  private record Added(double millis, double micros, double without) {}

  private Added added(int connections) throws IOException, InterruptedException {
    List<Sample> home = new ArrayList<>();
    List<Sample> other = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      home.add(sample(HOME, connections));
      other.add(sample(OTHER, connections));
    }
    Sample without = Sample.median(home);
    Sample with = Sample.median(other);
    if (without.errors() + with.errors() > 0) {
      throw new IOException("some requests failed");
    }
    return new Added(
        with.p50Millis() - without.p50Millis(), with.cpu() - without.cpu(), without.cpu());
  }

  private Sample sample(int node, int connections) throws IOException, InterruptedException {
    Visited visited = new Visited(node);
    Contender.Target target = visited.target(Load.HTTP_KEEP_ALIVE).orElseThrow();
    return new Measurement(visited, SECONDS, connections, origin.big())
        .now(Load.HTTP_KEEP_ALIVE, target);
  }

  @Override
  public void close() {
    client.close();
  }

  /** The tunnel, as it is visited at one of the servers. */
  private final class Visited implements Contender {
    private final int node;

    Visited(int node) {
      this.node = node;
    }

    @Override
    public String name() {
      return "node " + node;
    }

    @Override
    public Optional<Target> target(Load load) {
      return Optional.of(new Target(nodes.http(node), HOST));
    }

    @Override
    public List<ProcessHandle> processes() {
      return List.of(nodes.process(HOME), nodes.process(OTHER));
    }

    @Override
    public void close() {}
  }
}
