package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.ngrokd.client.bench.Contender.Target;
import org.ngrokd.client.testing.Machine;
import org.ngrokd.client.testing.Page;

/**
 * Measures our pair beside two HAProxys and {@code ssh -R}, each in its turn on the same machine
 * with the same load and certificate.
 *
 * <p>Arguments: rounds, seconds for each load, the directory of the launchers, and where the page
 * and the picture go.
 */
public final class Bench {
  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final String HAPROXY = "two HAProxys";
  private static final int STARTS = 7;

  private final int rounds;
  private final int seconds;
  private final Path scripts;
  private final Path docs;
  private final Results results = new Results();

  private Bench(int rounds, int seconds, Path scripts, Path docs) {
    this.rounds = rounds;
    this.seconds = seconds;
    this.scripts = scripts;
    this.docs = docs;
  }

  public static void main(String[] arguments) throws Exception {
    new Bench(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Path.of(arguments[2]),
            Path.of(arguments[3]))
        .run();
  }

  private void run() throws Exception {
    Path directory = Scratch.create();
    Start start;
    FirstMinute young = new FirstMinute();
    try (Origin origin = Origin.start(directory)) {
      start = Start.measure(STARTS, scripts, directory, origin);
      for (Load load : List.of(Load.HTTP_KEEP_ALIVE, Load.TCP_KEEP_ALIVE)) {
        try (OurPair pair = OurPair.start(scripts, directory, origin)) {
          var unused = young.measure(pair, load, MINUTE, origin);
        }
      }
      for (int round = 1; round <= rounds; round++) {
        measure(round, OurPair.start(scripts, directory, origin), origin);
        measure(round, OurPair.startOld(scripts, directory, origin), origin);
        Path certificate = certificate(directory);
        measure(round, HaproxyPair.start(directory, certificate, origin), origin);
        measure(round, SshTunnel.start(directory, origin), origin);
      }
    } finally {
      Scratch.delete(directory);
    }
    String figures =
        results.aims(OurPair.NAME, HAPROXY)
            + "\n"
            + others(start)
            + "\n"
            + young.table()
            + "\n"
            + new Report(results, HAPROXY).text()
            + "\n"
            + start.table();
    System.out.println(figures);
    Path picture = docs.resolve("images/performance.svg");
    Files.createDirectories(picture.getParent());
    Files.writeString(picture, new Chart(results, HAPROXY).svg());
    new Page(docs.resolve("performance.md")).replace("figures", heading() + figures);
  }

  /** What has an aim and is no load's beside HAProxy. */
  private String others(Start start) {
    Figures beside = new Figures();
    start.addTo(beside);
    beside.addResident("after all loads", results.resident(OurPair.NAME), OurPair.MOST_MIB);
    for (Load load : List.of(Load.TCP_NEW, Load.HTTP_NEW)) {
      results
          .rates(OurPair.OLD_NAME, HAPROXY, load)
          .ifPresent(
              rate ->
                  beside.addLeast(
                      load.title() + ": rate by 1.7's protocol", rate, 1, "of HAProxy's"));
    }
    return beside.table();
  }

  private void measure(int round, Contender started, Origin origin)
      throws IOException, InterruptedException {
    try (Contender contender = started) {
      Measurement measurement = new Measurement(contender, seconds, origin.big());
      for (Load load : Load.values()) {
        Target target = contender.target(load).orElse(null);
        if (target != null) {
          Sample sample = measurement.of(load, target);
          results.add(contender.name(), load, sample);
          System.out.printf(
              "round %d, %s, %s: %,.0f/s, CPU %.2f, p99 %.2f ms, %d errors%n",
              round,
              contender.name(),
              load.title(),
              sample.rate(),
              sample.cpu(),
              sample.p99Millis(),
              sample.errors());
        }
      }
      results.addResident(contender.name(), Usage.residentMib(contender.processes()));
    }
  }

  /** The certificate that our server has made, as HAProxy wants it. */
  static Path certificate(Path directory) throws IOException {
    Path certs = directory.resolve("state/certs");
    return Files.writeString(
        directory.resolve("pair.pem"),
        Files.readString(certs.resolve("server.crt"))
            + Files.readString(certs.resolve("server.key")));
  }

  private String heading() throws IOException {
    return "%s, `scripts/bench %d %d`, %s.%n%n"
        .formatted(LocalDate.now(ZoneOffset.UTC), rounds, seconds, Machine.describe());
  }
}
