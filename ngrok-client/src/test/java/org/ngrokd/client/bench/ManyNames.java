package org.ngrokd.client.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Three servers with 10,000 tunnels each, of 500 clients: how long they take to come, and what they
 * cost then. A server opens the tunnels of one client one after the other, and those of many at the
 * same time.
 */
final class ManyNames {
  private static final int CLIENTS = 500;
  private static final int EACH = 20;

  /** Of a client at a time; between two it says that it is there, or it is taken for gone. */
  private static final int ROUND = 5;

  private static final int SETTLE_SECONDS = 12;
  private static final int IDLE_SECONDS = 20;
  private static final int PING_SECONDS = 10;
  private static final int VISITED_CLIENTS = 20;

  private final ClusterNodes nodes;
  private final ClusterEngine engine;
  private final String token;

  ManyNames(ClusterNodes nodes, ClusterEngine engine) throws IOException, InterruptedException {
    this.nodes = nodes;
    this.engine = engine;
    this.token = nodes.token(engine);
  }

  void measure(Figures figures) throws Exception {
    List<Long> before = Usage.residentMib(nodes.processes());
    idle(List.of(), "3 servers without a tunnel", figures);
    List<List<WireClient>> clients = new ArrayList<>();
    try {
      for (int node = 0; node < nodes.size(); node++) {
        clients.add(new ArrayList<>());
      }
      atEach(node -> connect(node, clients.get(node)));
      double cpu = Usage.cpuSeconds(nodes.processes());
      double engineCpu = Usage.cpuSeconds(engine.processes());
      long began = System.nanoTime();
      atEach(node -> claim(node, clients.get(node)));
      double seconds = (System.nanoTime() - began) / 1e9;
      int all = EACH * CLIENTS * nodes.size();
      figures.add(
          engine.name() + ": 3 × 10,000 tunnels come at the same time",
          "%s s, %,.0f a second; CPU each: servers %s ms, engine %s ms"
              .formatted(
                  Figures.number(seconds),
                  all / seconds,
                  Figures.number((Usage.cpuSeconds(nodes.processes()) - cpu) * 1e3 / all),
                  Figures.number((Usage.cpuSeconds(engine.processes()) - engineCpu) * 1e3 / all)));
      pinging(flat(clients), SETTLE_SECONDS);
      figures.add(
          engine.name() + ": memory of the three servers, before and with them",
          "%s and %s MiB".formatted(words(before), words(Usage.residentMib(nodes.processes()))));
      idle(flat(clients), "3 servers with 10,000 tunnels each", figures);
      visit(clients, figures);
    } finally {
      for (WireClient each : flat(clients)) {
        each.close();
      }
    }
  }

  private static String words(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String name(int node, int client) {
    return "n" + node + "c" + client + "t";
  }

  private static List<WireClient> flat(List<List<WireClient>> clients) {
    return clients.stream().flatMap(List::stream).toList();
  }

  /** What is done at one server. */
  @FunctionalInterface
  private interface AtNode {
    void run(int node) throws IOException;
  }

  private void atEach(AtNode what) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int number = 0; number < nodes.size(); number++) {
        int node = number;
        tasks.add(
            () -> {
              what.run(node);
              return true;
            });
      }
      for (Future<Boolean> each : threads.invokeAll(tasks)) {
        boolean unused = each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private void connect(int node, List<WireClient> clients) throws IOException {
    long pinged = System.nanoTime();
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(WireClient.connect(nodes.tunnel(node), token, ""));
      pinged = ping(clients, pinged);
    }
  }

  /** All ask, and then each waits for its own. */
  private static void claim(int node, List<WireClient> clients) throws IOException {
    long pinged = System.nanoTime();
    for (int from = 0; from < EACH; from += ROUND) {
      for (int client = 0; client < clients.size(); client++) {
        clients.get(client).request(name(node, client), from, ROUND);
      }
      for (WireClient each : clients) {
        each.awaitOpen(ROUND);
      }
      pinged = ping(clients, pinged);
    }
  }

  /** If it is time; when it was. */
  private static long ping(List<WireClient> clients, long last) throws IOException {
    long now = System.nanoTime();
    if (now - last < TimeUnit.SECONDS.toNanos(PING_SECONDS)) {
      return last;
    }
    WireClient.ping(clients);
    return now;
  }

  private static void pinging(List<WireClient> clients, int seconds)
      throws IOException, InterruptedException {
    for (int left = seconds; left > 0; left -= PING_SECONDS) {
      WireClient.ping(clients);
      TimeUnit.SECONDS.sleep(Math.min(left, PING_SECONDS));
    }
  }

  /** Of one core. */
  private void idle(List<WireClient> clients, String what, Figures figures)
      throws IOException, InterruptedException {
    double servers = Usage.cpuSeconds(nodes.processes());
    double engines = Usage.cpuSeconds(engine.processes());
    long began = System.nanoTime();
    pinging(clients, IDLE_SECONDS);
    if (clients.isEmpty()) {
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    figures.add(
        engine.name() + ": " + what + ", idle: CPU of a server, of the engine",
        "%.1f %%, %.1f %%"
            .formatted(
                (Usage.cpuSeconds(nodes.processes()) - servers) * 100 / seconds / nodes.size(),
                (Usage.cpuSeconds(engine.processes()) - engines) * 100 / seconds));
  }

  /** Visitors at the third server, of names that the first has. */
  private void visit(List<List<WireClient>> clients, Figures figures) throws IOException {
    List<Double> misses = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    long pinged = System.nanoTime();
    for (int client = 0; client < VISITED_CLIENTS; client++) {
      clients.get(0).get(client).serve("here");
      for (int number = 0; number < EACH; number++) {
        misses.add(visit(name(0, client) + number));
        again.add(visit(name(0, client) + number));
      }
      pinged = ping(flat(clients), pinged);
    }
    figures.add(
        engine.name() + ": the first visit of a tunnel elsewhere, and the second",
        "p50 %s and %s ms, p99 %s and %s ms"
            .formatted(
                Figures.number(Figures.percentile(misses, 0.5)),
                Figures.number(Figures.percentile(again, 0.5)),
                Figures.number(Figures.percentile(misses, 0.99)),
                Figures.number(Figures.percentile(again, 0.99))));
  }

  private double visit(String name) {
    long began = System.nanoTime();
    if (!TakeOver.ask(nodes.http(2), name).endsWith("here")) {
      throw new IllegalStateException("no answer from " + name);
    }
    return (System.nanoTime() - began) / 1e6;
  }
}
