package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.AcmeScene.DOMAIN;
import static org.ngrokd.server.AcmeScene.await;
import static org.ngrokd.server.AcmeScene.isOfPebble;
import static org.ngrokd.server.AcmeScene.isShown;
import static org.ngrokd.server.AcmeScene.shown;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.testing.TestHellos;

/** A stranger who sends hello after hello, each with another name. */
class MadeUpNamesIT {
  private static final int HELLOS = 10_000;
  private static final int AT_ONCE = 30;

  /** Other tests of the process end what they have started while this one looks. */
  private static final int ROUNDS = 3;

  private static final long MOST_BYTES = 4 << 20;

  private static final int FEW = 100;

  /** A name that is kept is two of them at least. */
  private static final long MOST_OBJECTS = HELLOS;

  private static final String BELOW = "n00000." + DOMAIN;
  private static final String ELSEWHERE = "n00000.somebody-of-tests.org";

  @TempDir private Path directory;
  private ResourceLeakDetector.Level usual = ResourceLeakDetector.Level.SIMPLE;

  /** The same hello with another name of the same length. */
  private static byte[] hello(byte[] hello, String template, int number) {
    String text = new String(hello, StandardCharsets.ISO_8859_1);
    String name = template.replace("n00000", "n%05d".formatted(number));
    return text.replace(template, name).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Socket say(int port, byte[] hello) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(hello);
    return socket;
  }

  private static void sayAll(int port, int from, int count) throws IOException {
    byte[] below = TestHellos.naming(BELOW);
    byte[] elsewhere = TestHellos.naming(ELSEWHERE);
    Deque<Socket> open = new ArrayDeque<>();
    for (int i = from; i < from + count; i++) {
      boolean isBelow = i % 2 == 0;
      open.add(say(port, hello(isBelow ? below : elsewhere, isBelow ? BELOW : ELSEWHERE, i)));
      if (open.size() == AT_ONCE) {
        hear(open.remove());
      }
    }
    while (!open.isEmpty()) {
      hear(open.remove());
    }
  }

  private static void hear(Socket socket) throws IOException {
    try (socket) {
      assertThat(socket.getInputStream().readNBytes(6)).as("a ServerHello").startsWith(22, 3, 3);
    }
  }

  /**
   * What there is.
   *
   * @param bytes in the heap and outside of it
   */
  private record Living(long objects, long bytes) {
    /** When all is gone that only waits for its finalizer. */
    static Living now() throws JMException {
      Living least = look();
      for (Living next = look(); next.objects < least.objects - FEW; next = look()) {
        least = next;
      }
      return least;
    }

    private static Living look() throws JMException {
      String histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {null},
                      new String[] {String[].class.getName()});
      String[] total = histogram.strip().replaceAll("(?s).*Total", "").strip().split(" +", -1);
      return new Living(
          Long.parseLong(total[0]),
          Long.parseLong(total[1]) + Math.max(0, PlatformDependent.usedDirectMemory()));
    }
  }

  /** The least of the rounds: what is kept of every name is there in each of them. */
  private record Growth(long objects, long bytes) {
    static final Growth MOST = new Growth(Long.MAX_VALUE, Long.MAX_VALUE);

    boolean isMuch() {
      return objects >= MOST_OBJECTS || bytes >= MOST_BYTES;
    }

    Growth orLess(Living before, Living after) {
      return new Growth(
          Math.min(objects, after.objects() - before.objects()),
          Math.min(bytes, after.bytes() - before.bytes()));
    }
  }

  private static long orders(Pebble ca) {
    return ca.said("order");
  }

  /** Which keeps a stack trace of all that happens to a buffer; what is measured here is less. */
  @BeforeEach
  void lookForLeaksCheaply() {
    usual = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
  }

  @AfterEach
  void lookForLeaksAsUsual() {
    ResourceLeakDetector.setLevel(usual);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // of a busy machine
  void causesNoOrderAndNoGrowth() throws Exception {
    AcmeScene scene = AcmeScene.in(directory);
    try (Pebble ca = scene.pebble();
        TestServer server = TestServer.start(scene.options(ca.options()))) {
      await(() -> isShown(scene.https(), DOMAIN));
      assertThat(isOfPebble(shown(scene.https(), "made-up." + DOMAIN))).isFalse();
      sayAll(scene.https(), 0, 1000); // what is made once is there then
      long orders = orders(ca);

      Growth growth = Growth.MOST;
      for (int round = 0; round < ROUNDS && growth.isMuch(); round++) {
        Living before = Living.now();
        sayAll(scene.https(), 1000 + round * HELLOS, HELLOS);
        growth = growth.orLess(before, Living.now());
      }

      assertThat(growth.objects()).as("objects").isLessThan(MOST_OBJECTS);
      assertThat(growth.bytes()).as("bytes").isLessThan(MOST_BYTES);
      assertThat(orders(ca)).as("orders").isEqualTo(orders);
      assertThat(ca.said("somebody-of-tests") + ca.said("." + DOMAIN)).as("names").isZero();
      assertThat(server.port("tunnel")).isPositive();
    }
  }
}
