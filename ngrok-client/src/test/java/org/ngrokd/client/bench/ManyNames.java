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

/** Three servers with 10,000 tunnels each: how long they take to come, and what they cost then. */
final class ManyNames {
  private static final int EACH = 10_000;
  private static final int SETTLE_SECONDS = 12;
  private static final int IDLE_SECONDS = 20;
  private static final int PING_SECONDS = 10;
  private static final int VISITED = 1_000;

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
    List<WireClient> clients = new ArrayList<>();
    try {
      for (int node = 0; node < nodes.size(); node++) {
        clients.add(WireClient.connect(nodes.tunnel(node), token, ""));
      }
      double cpu = Usage.cpuSeconds(nodes.processes());
      double engineCpu = Usage.cpuSeconds(engine.processes());
      long began = System.nanoTime();
      claim(clients);
      double seconds = (System.nanoTime() - began) / 1e9;
      int all = EACH * clients.size();
      figures.add(
          engine.name() + ": 3 × 10,000 tunnels come at the same time",
          "%s s, %,.0f a second; CPU each: servers %s ms, engine %s ms"
              .formatted(
                  Figures.number(seconds),
                  all / seconds,
                  Figures.number((Usage.cpuSeconds(nodes.processes()) - cpu) * 1e3 / all),
                  Figures.number((Usage.cpuSeconds(engine.processes()) - engineCpu) * 1e3 / all)));
      pinging(clients, SETTLE_SECONDS);
      figures.add(
          engine.name() + ": memory of the three servers, before and with them",
          "%s and %s MiB".formatted(words(before), words(Usage.residentMib(nodes.processes()))));
      idle(clients, "3 servers with 10,000 tunnels each", figures);
      visit(clients, figures);
    } finally {
      for (WireClient each : clients) {
        each.close();
      }
    }
  }

  private static String words(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String name(int node) {
    return "n" + node + "t";
  }

  private static void claim(List<WireClient> clients) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int node = 0; node < clients.size(); node++) {
        WireClient client = clients.get(node);
        String name = name(node);
        tasks.add(
            () -> {
              client.open(name, EACH);
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

  private static void pinging(List<WireClient> clients, int seconds)
      throws IOException, InterruptedException {
    for (int left = seconds; left > 0; left -= PING_SECONDS) {
      for (WireClient each : clients) {
        each.ping();
      }
      TimeUnit.SECONDS.sleep(Math.min(left, PING_SECONDS));
    }
  }

  /** Of one core. */
  private void idle(List<WireClient> clients, String what, Figures figures)
      throws IOException, InterruptedException {
    double servers = Usage.cpuSeconds(nodes.processes());
    double engines = Usage.cpuSeconds(engine.processes());
    pinging(clients, IDLE_SECONDS);
    if (clients.isEmpty()) {
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    }
    figures.add(
        engine.name() + ": " + what + ", idle: CPU of a server, of the engine",
        "%.1f %%, %.1f %%"
            .formatted(
                (Usage.cpuSeconds(nodes.processes()) - servers) * 100 / IDLE_SECONDS / nodes.size(),
                (Usage.cpuSeconds(engine.processes()) - engines) * 100 / IDLE_SECONDS));
  }

  /** Visitors at the third server, of names that the first has. */
  private void visit(List<WireClient> clients, Figures figures) {
    clients.get(0).serve("here");
    List<Double> misses = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    for (int number = 0; number < VISITED; number++) {
      misses.add(visit(name(0) + number));
      again.add(visit(name(0) + number));
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
