package org.ngrokd.client.bench;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.bench.Contender.Target;
import org.ngrokd.client.testing.Machine;
import org.ngrokd.client.testing.Page;

/**
 * Measures our pair with more and more tunnels, and with more and more connections that do nothing,
 * always with the same small load beside. Writes the table into docs/performance.md.
 *
 * <p>Arguments: the directory of the launchers, and of the documentation.
 */
public final class Growth {
  private static final List<Integer> TUNNELS = List.of(10, 100, 1_000, 10_000);
  private static final List<Integer> CONNECTIONS = List.of(1, 100, 1_000, 10_000);
  private static final int CLIENTS = 5_000;
  private static final int SECONDS = 8;

  /** Time for memory that is not needed any more to be given back. */
  private static final int SETTLE_SECONDS = 12;

  private static final List<String> UNLIMITED =
      List.of(
          "-maxVisitors=15000",
          "-maxVisitorsPerIp=0",
          "-maxControlsPerIp=0",
          "-maxMessageRate=0",
          "-maxUnauthenticated=0",
          "-maxTunnelsPerClient=0",
          "-maxTunnels=0",
          "-idleTimeout=900");

  private final Path scripts;
  private final Path directory;
  private final Origin origin;
  private final StringBuilder table = new StringBuilder();

  private Growth(Path scripts, Path directory, Origin origin) {
    this.scripts = scripts;
    this.directory = directory;
    this.origin = origin;
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Scratch.create();
    try (Origin origin = Origin.start(directory)) {
      Growth growth = new Growth(Path.of(arguments[0]), directory, origin);
      growth.measure();
      System.out.println(growth.table);
      new Page(Path.of(arguments[1]).resolve("performance.md"))
          .replace("growth", heading() + growth.table);
    } finally {
      Scratch.delete(directory);
    }
  }

  private static String heading() throws IOException {
    return """
    %s, `scripts/growth`, %s. The load beside is wrk with 8 connections to one http tunnel for %d s.

    | | server MiB | client MiB | CPU µs a request | p50 ms | p99 ms |
    | --- | ---: | ---: | ---: | ---: | ---: |
    """
        .formatted(LocalDate.now(ZoneOffset.UTC), Machine.describe(), SECONDS);
  }

  private void measure() throws IOException, InterruptedException {
    for (int tunnels : TUNNELS) {
      try (OurPair pair = OurPair.start(scripts, directory, origin, tunnels - 2, UNLIMITED)) {
        row("%,d tunnels".formatted(tunnels), pair);
      }
    }
    try (OurPair pair = OurPair.start(scripts, directory, origin, 0, UNLIMITED);
        IdleConnections visitors = new IdleConnections();
        IdleConnections clients = new IdleConnections()) {
      Target target = pair.target(Load.HTTP_KEEP_ALIVE).orElseThrow();
      int before = 0;
      for (int count : CONNECTIONS) {
        visitors.open(
            count - before, target.port(), ready -> new IdleVisitor(target.host(), ready));
        before = count;
        row("%,d idle public connections".formatted(count), pair);
        requireOpen(visitors, count);
      }
      SslContext tls = trusting();
      clients.open(CLIENTS, pair.tunnelPort(), ready -> new IdleClient(tls, ready));
      row("and %,d idle control connections".formatted(CLIENTS), pair);
      requireOpen(clients, CLIENTS);
    }
  }

  private void row(String what, OurPair pair) throws IOException, InterruptedException {
    Measurement measurement = new Measurement(pair, SECONDS, 8, origin.big());
    Target target = pair.target(Load.HTTP_KEEP_ALIVE).orElseThrow();
    Sample sample = measurement.of(Load.HTTP_KEEP_ALIVE, target);
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    List<Long> resident = Usage.residentMib(pair.processes());
    String row =
        "| %s | %d | %d | %.1f | %.2f | %.2f |%n"
            .formatted(
                what,
                resident.get(0),
                resident.get(1),
                sample.cpu(),
                sample.p50Millis(),
                sample.p99Millis());
    System.out.print(row);
    table.append(row);
  }

  private static void requireOpen(IdleConnections connections, int expected) throws IOException {
    if (connections.open() < expected) {
      throw new IOException("only " + connections.open() + " are open of " + expected);
    }
  }

  private static SslContext trusting() throws IOException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.OPENSSL)
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .build();
  }
}
