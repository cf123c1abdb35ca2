package org.ngrokd.client.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.net.ssl.SSLContext;
import org.ngrokd.client.testing.JarProgram;
import org.ngrokd.client.testing.MetricsPage;
import org.ngrokd.client.testing.SwallowingRelay;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;

/**
 * A real server and fifty clients under load and disturbances. In the first third the server is
 * restarted, in order and not; then it is left alone and what it uses is measured at quiet points
 * while clients are killed and cut off.
 *
 * <p>Arguments: minutes, seed, ngrokd.jar, ngrok.jar. Exit code 1 when something was wrong.
 */
public final class Soak {
  private static final int IN_PROCESS = 40;
  private static final int BEHIND_RELAY = 5;
  private static final int PROCESSES = 5;
  private static final int WITH_TCP = 10;
  private static final double RESTARTS_UNTIL = 0.3;
  private static final int MOST_QUIET_POINTS = 20;
  private static final int SECONDS_BETWEEN = 15;
  private static final Duration SETTLE = Duration.ofSeconds(6);

  /** For a program to start, and for what was given up to be given back, on a slow machine. */
  static final Duration UP = Duration.ofMinutes(2);

  private static final Duration GIVEN_BACK = Duration.ofSeconds(30);
  private static final String BUDGET = "ngrokd_memory_budget_bytes";

  private final Duration length;
  private final long seed;
  private final Path serverJar;
  private final Path clientJar;
  private final Path directory;
  private final Tally tally = new Tally();
  private final Disturbances disturbances = new Disturbances();
  private final Fleet fleet = new Fleet();
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(null, task, "soak", 256 * 1024);
            thread.setDaemon(true);
            return thread;
          });
  private final List<Measured> measured = new ArrayList<>();

  private Soak(Duration length, long seed, Path serverJar, Path clientJar) throws IOException {
    this.length = length;
    this.seed = seed;
    this.serverJar = serverJar;
    this.clientJar = clientJar;
    this.directory = Files.createTempDirectory("ngrokd-soak");
  }

  public static void main(String[] arguments) throws Exception {
    LogSetup.apply(LogOptions.parse(LogOptions.NONE, "ERROR", "text"));
    Soak soak =
        new Soak(
            Duration.ofSeconds((long) (60 * Double.parseDouble(arguments[0]))),
            Long.parseLong(arguments[1]),
            Path.of(arguments[2]),
            Path.of(arguments[3]));
    boolean right;
    try {
      right = soak.run();
    } finally {
      soak.cleanUp();
    }
    System.exit(right ? 0 : 1);
  }

  private boolean run() throws Exception {
    System.out.printf("soak of %d s, seed %d, in %s%n", length.toSeconds(), seed, directory);
    Ports ports = Ports.free();
    try (SoakProgram server = server(ports);
        SwallowingRelay relay = new SwallowingRelay(ports.tunnel(), threads)) {
      server.awaitReady(UP);
      Path ca = directory.resolve("state/certs/ca.crt");
      ProcessLife kept = enlist(ports, relay, ca);
      for (Member member : fleet.members()) {
        member.life().begin();
      }
      System.out.printf("%d clients are online%n", fleet.members().size());
      List<Thread> workers = load(ports, Ports.trusting(ca));
      disturb(ports, server, relay, kept);
      workers.forEach(Thread::interrupt);
      return verdict(ports, server);
    }
  }

  private SoakProgram server(Ports ports) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            JarProgram.serverArguments(
                ports.http(), ports.https(), ports.tunnel(), ports.metrics()));
    arguments.addAll(List.of("-maxControlsPerIp", "200", "-log-level", "INFO"));
    return new SoakProgram(
        serverJar, directory.resolve("ngrokd.out"), "control and proxy connections on", arguments);
  }

  /** Gives the process that is never killed and is measured. */
  private ProcessLife enlist(Ports ports, SwallowingRelay relay, Path ca) throws IOException {
    for (int i = 0; i < IN_PROCESS + BEHIND_RELAY; i++) {
      String name = "c%02d".formatted(i);
      SoakService service = new SoakService(name, threads, tally);
      int server = i < IN_PROCESS ? ports.tunnel() : relay.port();
      fleet.add(
          new Member(
              name, service, new LibraryLife(name, server, ca, service.port(), i < WITH_TCP)));
    }
    ProcessLife last = null;
    for (int i = 0; i < PROCESSES; i++) {
      String name = "p%02d".formatted(i);
      SoakService service = new SoakService(name, threads, tally);
      last = new ProcessLife(clientJar, directory, name, ports.tunnel(), service.port());
      fleet.add(new Member(name, service, last));
    }
    return java.util.Objects.requireNonNull(last);
  }

  private List<Thread> load(Ports ports, SSLContext tls) {
    Worker.Surroundings around = new Worker.Surroundings(gate.readLock(), disturbances, tally);
    List<Thread> workers = new ArrayList<>();
    Random seeds = new Random(seed);
    for (int i = 0; i < 6; i++) {
      add(
          workers,
          new Worker(new HttpLoad(ports, tls, fleet, tally), seeds.nextLong(), 15, around));
    }
    for (int i = 0; i < 2; i++) {
      add(
          workers,
          new Worker(new BigTransfers(ports, fleet, tally), seeds.nextLong(), 150, around));
      add(workers, new Worker(new WebSockets(ports, fleet, tally), seeds.nextLong(), 50, around));
      add(workers, new Worker(new TcpLoad(fleet, tally), seeds.nextLong(), 30, around));
      add(workers, new Worker(new Nuisances(ports, fleet), seeds.nextLong(), 300, around));
    }
    return workers;
  }

  private static void add(List<Thread> workers, Worker worker) {
    Thread thread = new Thread(worker, "load-" + workers.size());
    thread.setDaemon(true);
    thread.start();
    workers.add(thread);
  }

  private void disturb(Ports ports, SoakProgram server, SwallowingRelay relay, ProcessLife kept)
      throws Exception {
    Trouble trouble =
        new Trouble(ports, directory.resolve("state/certs/ca.crt"), fleet, disturbances, tally);
    Random random = new Random(seed + 1);
    long began = System.nanoTime();
    double restartEvery = length.toSeconds() * RESTARTS_UNTIL / 3;
    for (int i = 0; i < 3; i++) {
      sleepUntil(began, (i + 0.5) * restartEvery);
      trouble.restart(server, i % 2 == 1);
    }
    double from = length.toSeconds() * RESTARTS_UNTIL;
    int points =
        (int)
            Math.max(3, Math.min(MOST_QUIET_POINTS, (length.toSeconds() - from) / SECONDS_BETWEEN));
    double step = (length.toSeconds() - from) / points;
    for (int point = 0; point < points; point++) {
      long until = began + (long) ((from + (point + 1) * step) * 1e9);
      while (System.nanoTime() < until - SETTLE.toNanos()) {
        trouble.one(random, relay, kept);
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1500));
      }
      measure(began, server, kept);
    }
  }

  private static void sleepUntil(long began, double seconds) throws InterruptedException {
    long left = began + (long) (seconds * 1e9) - System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
  }

  /** Stops all load, lets what was closed go, and looks. */
  private void measure(long began, SoakProgram server, ProcessLife kept) throws Exception {
    gate.writeLock().lock();
    try {
      TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
      Measured now =
          new Measured(
              TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
              tally.of("requests"),
              disturbances.count(),
              Figures.of(server.pid()),
              Figures.of(kept.pid()));
      measured.add(now);
      System.out.println(now.row());
    } finally {
      gate.writeLock().unlock();
    }
  }

  private boolean verdict(Ports ports, SoakProgram server) throws Exception {
    new Trouble(ports, directory.resolve("state/certs/ca.crt"), fleet, disturbances, tally)
        .awaitAll();
    Flatness.check(measured, tally);
    for (Member member : fleet.members()) {
      member.life().end();
    }
    checkBudget(ports);
    int exitCode = server.stop();
    if (exitCode != 0) {
      tally.wrong("the server's exit code is " + exitCode);
    }
    server.text().lines().filter(line -> line.contains("[EROR]")).forEach(tally::wrong);
    print();
    return tally.faults().isEmpty();
  }

  /** Whatever waited in the server's memory has been given back once nobody is there any more. */
  private void checkBudget(Ports ports) throws Exception {
    long until = System.nanoTime() + GIVEN_BACK.toNanos();
    long waits = MetricsPage.read(ports.metrics()).of(BUDGET);
    while (waits != 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(100);
      waits = MetricsPage.read(ports.metrics()).of(BUDGET);
    }
    if (waits != 0) {
      tally.wrong("the server's memory budget is at " + waits + " bytes at the end");
    }
  }

  private void print() {
    System.out.println();
    System.out.println(Measured.HEADER);
    measured.forEach(each -> System.out.println(each.row()));
    System.out.println();
    tally.all().forEach((what, number) -> System.out.println("- " + what + ": " + number));
    System.out.println(
        tally.faults().isEmpty()
            ? "Nothing was wrong."
            : "WRONG, " + tally.of("faults") + " times; the first: " + tally.faults().get(0));
  }

  private void cleanUp() throws IOException, InterruptedException {
    for (Member member : fleet.members()) {
      member.life().kill();
      member.service().close();
    }
    threads.shutdownNow();
    if (tally.faults().isEmpty()) {
      try (var files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      }
    }
  }
}
