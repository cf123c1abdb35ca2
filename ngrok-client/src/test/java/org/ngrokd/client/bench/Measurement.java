package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.client.bench.Contender.Target;

/** Puts one load on one contender, after a warm-up that does not count. */
final class Measurement {
  private static final int TRANSFERS = 3;
  private static final Pattern LATENCY = Pattern.compile("(50|99)%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern COUNT = Pattern.compile("([0-9]+) requests in ([0-9.]+)(ms|s|m)");
  private static final Pattern ERRORS =
      Pattern.compile("(?:connect|read|write|timeout|responses:) ([0-9]+)");

  /** Connections of wrk, and how many when each request has its own. */
  private static final int CONNECTIONS = 32;

  private static final int NEW_AT_ONCE = 16;

  /**
   * The warm-up is several runs, in seconds each: connections of another run may come to another
   * event loop, whose ways have to be warm, too.
   */
  private static final int WARM_UP_RUN = 12;

  private final Contender contender;
  private final int seconds;
  private final int connections;
  private final Path upload;

  Measurement(Contender contender, int seconds, Path upload) {
    this(contender, seconds, CONNECTIONS, upload);
  }

  /**
   * Measures with fewer connections or more.
   *
   * @param connections that are kept
   */
  Measurement(Contender contender, int seconds, int connections, Path upload) {
    this.contender = contender;
    this.seconds = seconds;
    this.connections = connections;
    this.upload = upload;
  }

  Sample of(Load load, Target target) throws IOException, InterruptedException {
    return load.isBulk() ? bulk(load, target) : requests(load, target);
  }

  private Sample requests(Load load, Target target) throws IOException, InterruptedException {
    for (int left = contender.warmUpSeconds(load); left > 0; left -= WARM_UP_RUN) {
      run(wrk(load, target, Math.min(left, WARM_UP_RUN)));
    }
    return now(load, target);
  }

  /** Puts a load of requests on it as old as it is, without a warm-up. */
  Sample now(Load load, Target target) throws IOException, InterruptedException {
    double before = Usage.cpuSeconds(contender.processes());
    String said = run(wrk(load, target, seconds));
    double cpu = Usage.cpuSeconds(contender.processes()) - before;
    Matcher count = COUNT.matcher(said);
    if (!count.find()) {
      throw new IOException("wrk said: " + said);
    }
    double done = Double.parseDouble(count.group(1));
    double took = millis(count.group(2), count.group(3)) / 1000;
    return new Sample(
        done / took, cpu * 1e6 / done, latency(said, "50"), latency(said, "99"), errors(said));
  }

  private List<String> wrk(Load load, Target target, int seconds) {
    boolean isNew = load.kind() == Load.Kind.CONNECTIONS;
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + (isNew ? NEW_AT_ONCE : connections),
                "-d" + seconds + "s",
                "--latency"));
    command.addAll(List.of("-H", "Host: " + target.host()));
    if (isNew) {
      command.addAll(List.of("-H", "Connection: close"));
    }
    command.add("http://127.0.0.1:" + target.port() + "/1k");
    return command;
  }

  private static double latency(String said, String percent) {
    Matcher line = LATENCY.matcher(said);
    while (line.find()) {
      if (line.group(1).equals(percent)) {
        return millis(line.group(2), line.group(3));
      }
    }
    return 0;
  }

  private static double millis(String number, String unit) {
    double value = Double.parseDouble(number);
    return switch (unit) {
      case "us" -> value / 1000;
      case "ms" -> value;
      case "s" -> value * 1000;
      default -> value * 60_000;
    };
  }

  private static long errors(String said) {
    long errors = 0;
    Matcher found = ERRORS.matcher(said);
    while (found.find()) {
      errors += Long.parseLong(found.group(1));
    }
    return errors;
  }

  private Sample bulk(Load load, Target target) throws IOException, InterruptedException {
    run(curl(load, target));
    double before = Usage.cpuSeconds(contender.processes());
    long began = System.nanoTime();
    for (int i = 0; i < TRANSFERS; i++) {
      run(curl(load, target));
    }
    double took = (System.nanoTime() - began) / 1e9;
    double cpu = Usage.cpuSeconds(contender.processes()) - before;
    double mib = TRANSFERS * Origin.BIG / 1024.0 / 1024;
    return new Sample(mib / took, cpu / (mib / 1024), 0, 0, 0);
  }

  /** One download, in MiB a second. */
  double download(String path, long bytes, Target target) throws IOException, InterruptedException {
    long began = System.nanoTime();
    run(
        List.of(
            "curl",
            "-sS",
            "-f",
            "-o",
            "/dev/null",
            "-H",
            "Host: " + target.host(),
            "http://127.0.0.1:" + target.port() + path));
    return bytes / 1024.0 / 1024 / ((System.nanoTime() - began) / 1e9);
  }

  private List<String> curl(Load load, Target target) {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-f", "-o", "/dev/null", "-H"));
    command.add("Host: " + target.host());
    if (load.kind() == Load.Kind.UPLOAD) {
      command.addAll(List.of("-H", "Expect:", "-T", upload.toString()));
    }
    String path = load.kind() == Load.Kind.UPLOAD ? "/up" : "/big";
    command.add("http://127.0.0.1:" + target.port() + path);
    return command;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }
}
