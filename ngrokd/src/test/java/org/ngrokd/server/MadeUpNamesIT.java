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
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.testing.TestHellos;

/** A stranger who sends hello after hello, each with another name. */
class MadeUpNamesIT {
  private static final int HELLOS = 10_000;
  private static final int AT_ONCE = 30;
  private static final int MOST_GROWTH = 4 << 20; // what a name of 10,000 would have is 400 bytes
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

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory()
        - runtime.freeMemory()
        + Math.max(0, PlatformDependent.usedDirectMemory());
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
  void causesNoOrderAndNoGrowth() throws Exception {
    AcmeScene scene = AcmeScene.in(directory);
    try (Pebble ca = scene.pebble();
        TestServer server = TestServer.start(scene.options(ca.options()))) {
      await(() -> isShown(scene.https(), DOMAIN));
      assertThat(isOfPebble(shown(scene.https(), "made-up." + DOMAIN))).isFalse();
      sayAll(scene.https(), 0, 1000); // what is made once is there then
      long orders = orders(ca);
      long before = used();

      sayAll(scene.https(), 1000, HELLOS);

      assertThat(used() - before).as("bytes").isLessThan(MOST_GROWTH);
      assertThat(orders(ca)).as("orders").isEqualTo(orders);
      assertThat(ca.said("n0")).isZero();
      assertThat(server.port("tunnel")).isPositive();
    }
  }
}
