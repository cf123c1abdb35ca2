package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.client.testing.LocalService;

/** A peer that does not read stops the reading on the other side: memory stays flat. */
class BackPressureIT {
  private static final int READERS = 10;
  private static final long EACH = 400L * Bytes.MIB;
  private static final long OFFERED = READERS * EACH;
  private static final int HEAP_MIB = 128;

  /** The share of what is offered that may lie in a program, beyond what it has from the start. */
  private static final double MOST_KEPT = 1.0 / 80;

  @Test
  void visitorsThatNeverReadDoNotFillTheMemory() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (LocalService service = LocalService.with(connection -> sendMuch(connection, sent));
        Programs programs = new Programs()) {
      measure(programs, service, sent, visitor -> {});
    }
  }

  @Test
  void uploadsThatAreNeverReadDoNotFillTheMemory() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    try (LocalService service = LocalService.with(connection -> standStill(done));
        Programs programs = new Programs()) {
      measure(
          programs,
          service,
          sent,
          visitor -> {
            Thread upload = new Thread(() -> sendMuchQuietly(visitor, sent));
            upload.setDaemon(true);
            upload.start();
          });
      done.countDown();
    }
  }

  private interface Behaviour {
    void act(Socket visitor);
  }

  private static void measure(
      Programs programs, LocalService service, AtomicLong sent, Behaviour behaviour)
      throws Exception {
    programs.heap(HEAP_MIB);
    Program server = programs.server();
    Program client =
        programs.client(
            Programs.port(server, "control and proxy"),
            "tunnels:\n  t:\n    proto: {tcp: " + service.port() + "}\n",
            "start-all");
    int port = Integer.parseInt(client.await("Forwarding tcp://localhost:([0-9]+) ->"));
    warmUp(port);
    long serverBefore = server.residentBytes();
    long clientBefore = client.residentBytes();

    List<Socket> visitors = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port);
      visitors.add(visitor);
      behaviour.act(visitor);
    }
    awaitStandstill(sent);

    long serverGrowth = server.residentBytes() - serverBefore;
    long clientGrowth = client.residentBytes() - clientBefore;
    System.out.printf(
        "back-pressure: %d of %d MiB taken, server grew by %d MiB, client by %d MiB%n",
        sent.get() / Bytes.MIB,
        OFFERED / Bytes.MIB,
        serverGrowth / Bytes.MIB,
        clientGrowth / Bytes.MIB);
    for (Socket visitor : visitors) {
      visitor.close();
    }
    assertThat(sent.get()).isGreaterThan(0).isLessThan(OFFERED / 4);
    assertThat((double) serverGrowth / OFFERED).isLessThan(MOST_KEPT);
    assertThat((double) clientGrowth / OFFERED).isLessThan(MOST_KEPT);
  }

  /** So that classes and code of the first connection are not counted. */
  private static void warmUp(int port) throws IOException {
    for (int i = 0; i < 3; i++) {
      try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
        visitor.setSoTimeout(2000);
        visitor.getOutputStream().write(1);
      }
    }
  }

  /** Nothing more is taken: the same count for a second and a half. */
  private static void awaitStandstill(AtomicLong sent) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(1500))
        .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
  }

  private static void sendMuch(Socket connection, AtomicLong sent) throws IOException {
    byte[] block = new byte[64 * 1024];
    for (long left = EACH; left > 0; left -= block.length) {
      connection.getOutputStream().write(block);
      sent.addAndGet(block.length);
    }
  }

  private static void sendMuchQuietly(Socket connection, AtomicLong sent) {
    try {
      sendMuch(connection, sent);
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private static void standStill(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
