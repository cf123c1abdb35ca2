package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** Many short visits of one address by tcp, each in a proxy connection of its own. */
@EnabledOnOs(OS.LINUX)
class ShortVisitsIT {
  /** More than one address may have at a time. */
  private static final int VISITS = 1200;

  private static final Duration BETWEEN = Duration.ofSeconds(1).dividedBy(400);

  /** A slow computer is to get behind with beginning them, not with serving them. */
  private static final int AT_A_TIME = 8;

  /** Of both programs, the service and the visitors, which are all in this process. */
  private static final int MOST_DESCRIPTORS = 100;

  private final Pair pair = Pair.withoutMultiplexing();
  private final ExecutorService visitors = Executors.newCachedThreadPool();
  private final AtomicInteger mostOpen = new AtomicInteger();

  @AfterEach
  void stop() {
    visitors.shutdownNow();
    pair.close();
  }

  private static int open() {
    return (int)
        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getOpenFileDescriptorCount();
  }

  /** One visit; says whether it went well. */
  private interface Visit {
    boolean to(int port) throws Exception;
  }

  /** How many visits went well: 400 begun each second, if no more than a few are under way. */
  private int served(int port, Visit visit) throws Exception {
    List<Future<Boolean>> visits = new ArrayList<>();
    Semaphore underWay = new Semaphore(AT_A_TIME);
    long next = System.nanoTime();
    for (int i = 0; i < VISITS; i++) {
      LockSupport.parkNanos(next - System.nanoTime());
      next += BETWEEN.toNanos();
      underWay.acquire();
      visits.add(
          visitors.submit(
              () -> {
                try {
                  return visit.to(port);
                } finally {
                  underWay.release();
                }
              }));
      mostOpen.accumulateAndGet(open(), Math::max);
    }
    int served = 0;
    for (Future<Boolean> each : visits) {
      served += each.get() ? 1 : 0;
    }
    return served;
  }

  private static boolean askAndLeave(int port) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.send("question").read("question".length()).equals("question");
    }
  }

  @Test
  void allAreServedByAClientOf17AndNoneLeavesConnectionsBehind() throws Exception {
    try (LocalService service = LocalService.echo();
        OldRelayClient client = new OldRelayClient(pair.port("tunnel"), service.port())) {
      int port = client.tcpTunnel();
      assertThat(askAndLeave(port)).isTrue();
      int before = open();

      int served = served(port, ShortVisitsIT::askAndLeave);

      assertThat(served).isEqualTo(VISITS);
      assertThat(mostOpen.get() - before).isLessThanOrEqualTo(MOST_DESCRIPTORS);
    }
  }

  @Test
  void allAreServedByOurClientAndNoneLeavesConnectionsBehind() throws Exception {
    try (LocalService service = LocalService.echo()) {
      int port = pair.tcpTunnel(service.port());
      assertThat(askAndLeave(port)).isTrue();
      int before = open();

      int served = served(port, ShortVisitsIT::askAndLeave);

      assertThat(served).isEqualTo(VISITS);
      assertThat(mostOpen.get() - before).isLessThanOrEqualTo(MOST_DESCRIPTORS);
    }
  }

  /** They may be waiting for a reply, and so are awaited: for ten seconds, as it never comes. */
  @Test
  void visitorsToAMuteServiceAllGetThereThoughTheyAreAwaited() throws Exception {
    Semaphore arrived = new Semaphore(0);
    try (LocalService service = LocalService.with(connection -> mute(connection, arrived));
        OldRelayClient client = new OldRelayClient(pair.port("tunnel"), service.port())) {
      int reached =
          served(
              client.tcpTunnel(),
              port -> {
                try (Visitor visitor = Visitor.connect(port)) {
                  visitor.send("x");
                }
                return arrived.tryAcquire(
                    10, TimeUnit.SECONDS); // anybody's: no more are on the way
              });

      assertThat(reached).isEqualTo(VISITS);
    }
  }

  private static void mute(Socket connection, Semaphore arrived) throws IOException {
    if (connection.getInputStream().read() == 'x') {
      arrived.release();
    }
    connection.getInputStream().readAllBytes();
  }
}
