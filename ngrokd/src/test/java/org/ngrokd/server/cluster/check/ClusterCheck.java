package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.check.CheckedNode.Program;
import org.ngrokd.server.testing.OwnEtcd;
import org.ngrokd.server.testing.OwnPostgres;
import org.ngrokd.server.testing.SteppedClock;

/**
 * Three servers and an engine under random faults, clients that claim names, visitors; then the
 * {@link Checker} judges the history.
 *
 * <pre>
 *   run MINUTES ENGINE SEED DIRECTORY CLASSPATH     exit code 1 when something was wrong
 *   broken ENGINE SEED DIRECTORY CLASSPATH BROKEN   one node runs from another class path, with a
 *                                                   lease that never ends, and is cut off: exit code
 *                                                   1 when nobody has seen it
 *   judge FILE                                      a history that is there already
 * </pre>
 */
public final class ClusterCheck {
  /** The default of {@code ngrokd}. */
  static final Duration LEASE = Duration.ofSeconds(10);

  /** A broken node is found long before. */
  private static final Duration FOUND = Duration.ofSeconds(90);

  private static final int SHOWN = 20;

  private final String engineName;
  private final long seed;
  private final Path directory;
  private final ExecutorService threads = threads();

  private ClusterCheck(String engineName, String seed, String directory) {
    this.engineName = engineName;
    this.seed = Long.parseLong(seed);
    this.directory = Path.of(directory);
  }

  public static void main(String[] arguments) throws Exception {
    List<String> left = List.of(arguments).subList(1, arguments.length);
    boolean isRight =
        switch (arguments[0]) {
          case "run" -> {
            Program program = new Program(left.get(4));
            Duration length = Duration.ofSeconds((long) (60 * Double.parseDouble(left.get(0))));
            yield new ClusterCheck(left.get(1), left.get(2), left.get(3))
                .run(length, new Site.Programs(program, program));
          }
          case "broken" ->
              new ClusterCheck(left.get(0), left.get(1), left.get(2))
                  .broken(new Site.Programs(new Program(left.get(3)), new Program(left.get(4))));
          case "judge" -> tell("judged", History.read(Path.of(left.get(0))), List.of());
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    System.exit(isRight ? 0 : 1);
  }

  private boolean run(Duration length, Site.Programs programs) throws Exception {
    String title = "%s, %d s, seed %d".formatted(engineName, length.toSeconds(), seed);
    System.out.println(title);
    List<String> unserved;
    List<Event> events;
    try (CheckedEngine engine = engine();
        History history = new History(file())) {
      var plan =
          Plan.of(
              seed,
              length,
              new Plan.Possible(engine.ports().size(), engine.longestStop(), cannotBe(engine)));
      unserved =
          new Run(new Run.Setup(seed, directory, engine, programs), threads)
              .go(history, true, (site, all) -> new Nemesis(site, all).run(plan));
      events = history.events();
    }
    return tell(title, events, unserved);
  }

  private Path file() {
    return directory.resolve("history-" + engineName + ".jsonl");
  }

  /** Prints what it comes to; whether all is right. */
  private static boolean tell(String title, List<Event> events, List<String> unserved) {
    Verdict verdict = Checker.check(events, LEASE);
    System.out.printf("%n| %s | |%n| --- | ---: |%n", title);
    new Figures(events).rows(verdict).forEach(System.out::println);
    System.out.println();
    verdict.violations().stream()
        .limit(SHOWN)
        .forEach(each -> System.out.println("WRONG: " + each));
    if (!unserved.isEmpty()) {
      System.out.println("WRONG: long after the last fault not served everywhere: " + unserved);
    }
    boolean isRight = verdict.violations().isEmpty() && unserved.isEmpty();
    System.out.println(isRight ? "Nothing was wrong." : "Something was wrong, see above.");
    return isRight;
  }

  /** The first node is cut off from the engine, and goes on. */
  private boolean broken(Site.Programs programs) throws Exception {
    System.out.printf("%s, with a node whose lease never ends, seed %d%n", engineName, seed);
    try (CheckedEngine engine = engine();
        History history = new History(file())) {
      Run run = new Run(new Run.Setup(seed, directory, engine, programs), threads);
      List<String> unused =
          run.go(
              history,
              false,
              (site, all) -> {
                TimeUnit.SECONDS.sleep(5);
                site.engine(1, Gate.State.HELD);
                awaitViolation(all);
              });
      List<String> violations = olderOwners(history);
      System.out.println(
          violations.isEmpty()
              ? "WRONG: nobody has seen it, so the check is of no use."
              : "It was seen, as it should be: " + violations.get(0));
      return !violations.isEmpty();
    }
  }

  private static void awaitViolation(History history) throws InterruptedException {
    long until = System.nanoTime() + FOUND.toNanos();
    while (olderOwners(history).isEmpty() && System.nanoTime() - until < 0) {
      TimeUnit.SECONDS.sleep(2);
    }
  }

  /** Visits to owners whose time was over; what else is said of half a history may come right. */
  private static List<String> olderOwners(History history) {
    return Checker.check(history.events(), LEASE).violations().stream()
        .filter(each -> each.contains(" which was over "))
        .toList();
  }

  /** Clocks that cannot be set. */
  private Set<Plan.Kind> cannotBe(CheckedEngine engine) throws IOException {
    Set<Plan.Kind> kinds = EnumSet.noneOf(Plan.Kind.class);
    if (SteppedClock.in(directory, "no-clock").isEmpty()) {
      System.out.println("No clock is set: libfaketime is not installed");
      kinds.add(Plan.Kind.CLOCK_OF_NODE);
    }
    if (engine.clock().isEmpty()) {
      kinds.add(Plan.Kind.CLOCK_OF_ENGINE);
    }
    return kinds;
  }

  private CheckedEngine engine() throws IOException {
    if (engineName.equals("etcd")) {
      return new CheckedEtcd(OwnEtcd.start().orElseThrow(() -> new IOException("no etcd")));
    }
    Path place = Files.createDirectories(directory.resolve("engine"));
    Optional<SteppedClock> clock = SteppedClock.in(place, "clock");
    Map<String, String> environment = clock.map(SteppedClock::environment).orElse(Map.of());
    return new CheckedPostgres(
        OwnPostgres.start(environment).orElseThrow(() -> new IOException("no PostgreSQL")),
        clock,
        place);
  }

  private static ExecutorService threads() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(null, task, "check", 256 * 1024);
          thread.setDaemon(true);
          return thread;
        });
  }
}
