package org.ngrokd.client.siege;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.client.testing.Machine;
import org.ngrokd.client.testing.MetricsPage;
import org.ngrokd.client.testing.Page;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.streams.net.Transport;

/**
 * Attacks a server and a client one way after the other, while well-behaved clients and visitors go
 * on; says what each attack cost whom, and whether it was stood.
 *
 * <p>Arguments: minutes; ngrokd.jar; ngrok.jar; the page of the documentation that gets the table,
 * or "-"; names of attacks, if not all of them. Exit code 1 when an attack was not stood.
 */
public final class Siege {
  /** Shorter, and an attack is not there before it is over. */
  private static final double LEAST_SECONDS = 1.8;

  /** Between two attacks: all are asked, and everything has to return. */
  private static final double SECONDS_BETWEEN = 1;

  /** For an attack that does not see that its time is up. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** Everybody has visited and keeps what it keeps; and the compiler has seen the code. */
  private static final int WARM_UP_SECONDS = 4;

  /** So long they come in peace, to see what a visit takes on this machine. */
  private static final int PEACE_SECONDS = 3;

  /** For the client to answer again: when it may not have noticed anything, and after a restart. */
  private static final Duration WITH_SERVER = Duration.ofSeconds(20);

  private static final Duration WITHOUT_SERVER = Duration.ofSeconds(90);

  /** As often an attack is made whose only fault may be the machine's. */
  private static final int MOST_MADE = 3;

  private static final Duration LEAST_WATCH = Duration.ofSeconds(2);

  private final Duration each;
  private final Fortress fortress;
  private final EventLoopGroup loop;
  private final ExecutorService attackers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "attacker");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Row> rows = new ArrayList<>();
  private final Log log;
  private final Judgement judgement;
  private Levels levels;
  private List<String> grown = List.of();

  private Siege(Duration each, Fortress fortress, EventLoopGroup loop)
      throws IOException, InterruptedException {
    this.each = each;
    this.fortress = fortress;
    this.loop = loop;
    this.log = new Log(fortress.server());
    fortress.go();
    TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
    fortress.pause();
    fortress.go();
    TimeUnit.SECONDS.sleep(PEACE_SECONDS);
    Fared peace = fortress.pause();
    this.judgement = new Judgement(peace);
    System.out.printf(
        "in peace a visit takes %.1f ms: 99 of 100 may take %.0f%n",
        peace.p50(), judgement.mostP99());
    this.levels = Levels.now(fortress);
  }

  public static void main(String[] arguments) throws Exception {
    LogSetup.apply(LogOptions.parse(LogOptions.NONE, "ERROR", "text"));
    List<String> names = Arrays.asList(arguments).subList(4, arguments.length);
    List<Attack> attacks = chosen(names);
    Path directory = Files.createTempDirectory("ngrokd-siege");
    Duration each = each(Double.parseDouble(arguments[0]), attacks);
    System.out.printf(
        "siege: %d attacks of %.1f s or a few times that, in %s%n",
        attacks.size(), each.toMillis() / 1e3, directory);
    boolean stood;
    EventLoopGroup services = Transport.best().eventLoops("services", 1);
    EventLoopGroup loop = Transport.best().eventLoops("attackers", 1);
    try (Fortress fortress =
        new Fortress(
            directory,
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            System.getProperty("java.class.path"),
            services)) {
      Siege siege = new Siege(each, fortress, loop);
      siege.run(attacks);
      stood = siege.verdict();
      if (!arguments[3].equals("-")) {
        siege.write(Path.of(arguments[3]));
      }
    }
    if (stood) {
      delete(directory);
    }
    System.exit(stood ? 0 : 1);
  }

  /** These attacks, or all; a name that is none's ends the program: it would stand unattacked. */
  private static List<Attack> chosen(List<String> names) {
    List<Attack> all = Attacks.all();
    List<String> known = all.stream().map(Attack::name).toList();
    List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      System.err.printf(
          "siege: no attack is called '%s'; they are:%n  %s%n",
          String.join("', '", unknown), String.join("\n  ", known));
      System.exit(2);
    }
    return names.isEmpty()
        ? all
        : all.stream().filter(attack -> names.contains(attack.name())).toList();
  }

  /** The time of an attack whose patience is 1. */
  private static Duration each(double minutes, List<Attack> attacks) {
    double left = minutes * 60 - attacks.size() * SECONDS_BETWEEN;
    int parts = attacks.stream().mapToInt(Attack::patience).sum();
    return Duration.ofMillis((long) (1000 * Math.max(LEAST_SECONDS, left / parts)));
  }

  private void run(List<Attack> attacks) throws Exception {
    Remains before = Remains.now(fortress);
    System.out.print(Row.HEADER);
    for (int i = 0; i < attacks.size(); i++) {
      Row row = untilSure(attacks.get(i), i + 1);
      rows.add(row);
      System.out.println(row.text());
      row.faults()
          .forEach(fault -> System.out.println("FAULT: " + row.attack().name() + ": " + fault));
    }
    grown = Remains.now(fortress).grownSince(before);
  }

  /**
   * An attack beside which others only waited too long is made again: an attack that has this
   * effect has it each time, a machine that was busy with something else does not stay so.
   */
  private Row untilSure(Attack attack, int number) throws Exception {
    Row row = siege(attack, number);
    for (int made = 1; made < MOST_MADE && row.isOnlySlow(judgement); made++) {
      System.out.printf("Once more, %s: %s%n", attack.name(), String.join("; ", row.faults()));
      row = siege(attack, number);
    }
    return row;
  }

  private Row siege(Attack attack, int number) throws Exception {
    List<String> faults = new ArrayList<>();
    MetricsPage before = fortress.serverMetrics();
    boolean isServer = attack.target() == Attack.Target.SERVER;
    Row.Used used;
    Cost cost;
    fortress.go();
    try (Peak peak =
            isServer
                ? new Peak(fortress.server(), fortress.ports().metrics(), "ngrokd")
                : new Peak(fortress.client(), fortress.ports().page(), "ngrok");
        Field field = new Field(fortress, loop, number, each.multipliedBy(attack.patience()))) {
      long began = System.nanoTime();
      run(attack, field);
      // what it left behind may be felt yet, and a few visits say nothing
      long rest = began + LEAST_WATCH.toNanos() - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(TimeUnit.MILLISECONDS.toNanos(200), rest));
      used = Row.Used.of(field.watched().orElse(peak));
      cost = field.cost();
      faults.addAll(field.faults());
    }
    Fared fared = fortress.pause();
    faults.addAll(judgement.of(fared));
    faults.addAll(Judgement.of(used));
    faults.addAll(log.bugs());
    return new Row(attack, cost, used, fared, after(before, faults), faults);
  }

  private void run(Attack attack, Field field) throws InterruptedException {
    Future<?> running =
        attackers.submit(
            () -> {
              attack.run(field);
              return null;
            });
    try {
      running.get(
          each.multipliedBy(attack.patience()).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        field.note(e.getCause().toString()); // cut off, as is right; or there is nobody any more
      } else {
        field.wrong("the attack could not be made: " + e.getCause());
      }
    } catch (TimeoutException e) {
      running.cancel(true);
    }
  }

  /** Looks whether everybody is there and everything is as before, and puts things right. */
  private java.util.Map<String, Long> after(MetricsPage before, List<String> faults)
      throws Exception {
    java.util.Map<String, Long> limits = java.util.Map.of();
    boolean wellServer = false;
    if (!fortress.server().isAlive()) {
      faults.add("the server has ended with exit code " + fortress.server().exitCode());
    } else {
      try {
        faults.addAll(levels.awaitReturn(fortress));
        limits = fortress.serverMetrics().limitsSince(before);
        String missing = fortress.unreachable();
        wellServer = missing.isEmpty();
        if (!wellServer) {
          faults.add("not reached afterwards: " + missing);
        }
      } catch (IOException e) {
        faults.add("the server does not answer any more: " + e.getMessage());
      }
    }
    if (!wellServer) {
      System.out.println("The server is replaced by a new one: " + faults);
      String missing = fortress.replaceServer();
      if (!missing.isEmpty()) {
        faults.add("not back with a new server: " + missing);
      }
    }
    checkClient(faults, wellServer ? WITH_SERVER : WITHOUT_SERVER);
    if (!faults.isEmpty() && !levels.awaitReturn(fortress).isEmpty()) {
      levels = Levels.now(fortress); // told once
    }
    log.forget();
    return limits;
  }

  private void checkClient(List<String> faults, Duration patience) throws Exception {
    if (!fortress.client().isAlive()) {
      faults.add("the client has ended with exit code " + fortress.client().exitCode());
      fortress.replaceClient();
    } else if (!fortress.clientAnswersWithin(patience)) {
      faults.add("the client's tunnel does not answer any more");
      fortress.replaceClient();
    }
  }

  private boolean verdict() {
    System.out.println();
    List<Row> fallen = rows.stream().filter(row -> !row.faults().isEmpty()).toList();
    System.out.printf("%d of %d attacks were stood.%n", rows.size() - fallen.size(), rows.size());
    for (Row row : fallen) {
      System.out.printf("- %s: %s%n", row.attack().name(), String.join("; ", row.faults()));
    }
    grown.forEach(fault -> System.out.println("- afterwards: " + fault));
    return fallen.isEmpty() && grown.isEmpty();
  }

  private void write(Path page) throws IOException {
    StringBuilder table = new StringBuilder();
    table.append(
        "%s, `scripts/siege`, %.1f s for an attack or a few times that, %s.%n%n"
            .formatted(LocalDate.now(ZoneOffset.UTC), each.toMillis() / 1e3, Machine.describe()));
    table.append(Row.HEADER);
    rows.forEach(row -> table.append(row.text()).append('\n'));
    new Page(page).replace("siege", table.toString());
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    }
  }
}
