package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ngrokd.server.cluster.check.CheckedEngine.Login;
import org.ngrokd.server.cluster.check.CheckedNode.Place;

/** One run with one engine: builds everything, lets it go, and heals it. Used by one thread. */
final class Run {
  private static final int NAMES = 50;

  /** When these were served everywhere, all programs are awake. */
  private static final int SOME = 20;

  private static final int RIVALS = 2;
  private static final int VISITORS_OF_NODE = 12;

  /** Between two visits of one of them: some eighty a second in all. */
  private static final int PAUSE_MILLIS = 400;

  /** Seconds, but for a machine that has much else to do. */
  private static final Duration SERVED = Duration.ofMinutes(5);

  private final Setup setup;
  private final ExecutorService threads;
  private final List<Claimant> claimants = new ArrayList<>();
  private final List<Visitors> visitors = new ArrayList<>();

  /** What it consists of. */
  record Setup(long seed, Path directory, CheckedEngine engine, Site.Programs programs) {}

  Run(Setup setup, ExecutorService threads) {
    this.setup = setup;
    this.threads = threads;
  }

  static List<String> names() {
    return IntStream.range(0, NAMES).mapToObj("name%02d"::formatted).toList();
  }

  /** Something to do while clients and visitors are there. */
  interface Turn {
    void happen(Site site, History history) throws IOException, InterruptedException;
  }

  /**
   * Does it.
   *
   * @param heals whether it waits until all is well again
   * @return names that were not served everywhere in the end
   */
  List<String> go(History history, boolean heals, Turn turn) throws Exception {
    try (Site site = new Site(setup.directory(), setup.engine(), setup.programs(), threads)) {
      site.build();
      site.node(1).start();
      site.node(1).awaitReady();
      Login login = setup.engine().login(site::run);
      Observer observer = new Observer(setup.engine().source(Site::nodeAt), history);
      threads.execute(observer);
      for (int number = 2; number <= Site.NODES; number++) {
        site.node(number).start();
      }
      for (int number = 2; number <= Site.NODES; number++) {
        site.node(number).awaitReady();
      }
      begin(site, login, history);
      List<String> cold = awaitServed(names().subList(0, SOME), site.places(), history);
      if (!cold.isEmpty()) {
        throw new IOException("not served even without faults: " + cold);
      }
      turn.happen(site, history);
      claimants.forEach(Claimant::settle);
      List<String> unserved = heals ? awaitServed(names(), site.places(), history) : List.of();
      if (!unserved.isEmpty()) {
        for (Place each : site.places()) {
          site.node(each.number()).state().forEach(System.out::println);
        }
      }
      claimants.forEach(Claimant::end);
      visitors.forEach(Visitors::end);
      TimeUnit.SECONDS.sleep(3); // what was asked is answered
      observer.end();
      while (!observer.look()) {
        TimeUnit.SECONDS.sleep(1);
      }
      return unserved;
    }
  }

  private void begin(Site site, Login login, History history) throws IOException {
    Random seeds = new Random(setup.seed());
    Home.Surroundings around = new Home.Surroundings(Wire.tls(), threads, login.token());
    Claimant.Field field =
        new Claimant.Field(site.places(), around, login.account(), new AtomicInteger(), history);
    for (String name : names()) {
      for (int i = 0; i < RIVALS; i++) {
        InetAddress from = InetAddress.getByName("127.2.%d.%d".formatted(i, claimants.size() + 1));
        claimants.add(new Claimant(name, from, seeds.nextLong(), field));
      }
    }
    for (Place node : site.places()) {
      for (int i = 0; i < VISITORS_OF_NODE; i++) {
        visitors.add(new Visitors(node, names(), seeds.nextLong(), PAUSE_MILLIS, history));
      }
    }
    claimants.forEach(threads::execute);
    visitors.forEach(threads::execute);
  }

  /** Waits until each name was somebody's and was served by all nodes; those that were not. */
  private static List<String> awaitServed(List<String> names, List<Place> nodes, History history)
      throws InterruptedException {
    long until = System.nanoTime() + SERVED.toNanos();
    List<String> left = names;
    while (!left.isEmpty() && System.nanoTime() - until < 0) {
      TimeUnit.SECONDS.sleep(1);
      left = left.stream().filter(name -> !isServed(name, nodes, history)).toList();
    }
    return left;
  }

  private static boolean isServed(String name, List<Place> nodes, History history) {
    return nodes.stream().allMatch(node -> Visitors.once(node, name, history) > 0);
  }
}
