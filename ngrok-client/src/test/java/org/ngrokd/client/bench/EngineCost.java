package org.ngrokd.client.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;

/**
 * What claims and questions cost at an engine: one after the other, and as many as it takes from
 * three servers. All three hear of all changes.
 */
final class EngineCost implements AutoCloseable {
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final int WARM_UP = 1_000;
  private static final int ONE_BY_ONE = 1_000;
  private static final long BURST_NANOS = 5_000_000_000L;
  private static final int AT_ONCE_EACH = 32;

  private final ClusterEngine where;
  private final List<Engine> engines = new ArrayList<>();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();

  EngineCost(ClusterEngine where) {
    this.where = where;
    for (int server = 0; server < 3; server++) {
      Engine engine = where.open();
      engine.join(card(server), LEASE).join();
      engine.watch(new Count());
      engines.add(engine);
    }
  }

  private static NodeCard card(int server) {
    return new NodeCard(node(server), "127.0.0.1:1", 0, false, "");
  }

  private static String node(int server) {
    return "%016x".formatted(0xbe0 + server);
  }

  void measure(Figures figures) throws InterruptedException {
    burst(WARM_UP, Long.MAX_VALUE);
    oneByOne(figures);
    long before = System.nanoTime();
    List<Double> millis = burst(Integer.MAX_VALUE, before + BURST_NANOS);
    double rate = millis.size() / ((System.nanoTime() - before) / 1e9);
    figures.add(
        where.name() + ": claims a second, from 3 servers, " + AT_ONCE_EACH + " at once each",
        "%,.0f, p50 %s ms, p99 %s ms"
            .formatted(
                rate,
                Figures.number(Figures.percentile(millis, 0.5)),
                Figures.number(Figures.percentile(millis, 0.99))));
  }

  private void oneByOne(Figures figures) {
    List<Double> claims = new ArrayList<>();
    List<Double> questions = new ArrayList<>();
    for (int i = 0; i < ONE_BY_ONE; i++) {
      long began = System.nanoTime();
      var unused = engines.get(0).claim(wish(0, names.incrementAndGet())).join();
      claims.add((System.nanoTime() - began) / 1e6);
      String name = name(1 + i % names.get());
      long asked = System.nanoTime();
      List<Held> found = engines.get(1).locate(List.of(name)).join();
      questions.add((System.nanoTime() - asked) / 1e6);
      if (found.size() != 1) {
        throw new IllegalStateException("nobody has " + name);
      }
    }
    figures.add(where.name() + ": a claim, one after the other", spread(claims));
    figures.add(where.name() + ": locate on a miss", spread(questions));
  }

  private static String spread(List<Double> millis) {
    return "p50 %s ms, p99 %s ms"
        .formatted(
            Figures.number(Figures.percentile(millis, 0.5)),
            Figures.number(Figures.percentile(millis, 0.99)));
  }

  /** Claims names from all, until there are enough or it is time; how long each took. */
  private List<Double> burst(int enough, long until) throws InterruptedException {
    Semaphore free = new Semaphore(engines.size() * AT_ONCE_EACH);
    List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < enough && System.nanoTime() - until < 0; i++) {
      int server = i % engines.size();
      free.acquire();
      long began = System.nanoTime();
      var unused =
          engines
              .get(server)
              .claim(wish(server, names.incrementAndGet()))
              .whenComplete(
                  (epoch, failure) -> {
                    if (failure == null && epoch.isPresent()) {
                      millis.add((System.nanoTime() - began) / 1e6);
                    }
                    free.release();
                  });
    }
    free.acquire(engines.size() * AT_ONCE_EACH);
    return List.copyOf(millis);
  }

  private static String name(int number) {
    return "http://bench" + number + ".localhost";
  }

  private static Wish wish(int server, int number) {
    return new Wish(name(number), name(number) + ":8080", "%032x".formatted(number), node(server));
  }

  @Override
  public void close() {
    for (int server = 0; server < engines.size(); server++) {
      var unused = engines.get(server).leave(node(server)).handle((done, failure) -> true).join();
      engines.get(server).close();
    }
  }

  /** Hears of everything, as a server does. */
  private final class Count implements Engine.Changes {
    @Override
    public void held(Held held) {
      told.incrementAndGet();
    }

    @Override
    public void freed(String name) {
      told.incrementAndGet();
    }

    @Override
    public void gone(String node) {
      told.incrementAndGet();
    }

    @Override
    public void missed() {}
  }
}
