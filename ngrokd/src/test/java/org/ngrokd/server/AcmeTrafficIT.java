package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.AcmeScene.DOMAIN;
import static org.ngrokd.server.AcmeScene.await;
import static org.ngrokd.server.AcmeScene.connect;
import static org.ngrokd.server.AcmeScene.isShown;
import static org.ngrokd.server.AcmeScene.shown;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.server.testing.Pebble;

/** Visitors whose certificate is renewed under them, with lives of seconds. */
class AcmeTrafficIT {
  private static final int VISITORS = 4;
  private static final int RENEWALS = 3;
  private static final String PART = "4\r\npart\r\n";

  @TempDir private Path directory;

  private AcmeScene scene;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final Set<BigInteger> seen = ConcurrentHashMap.newKeySet();
  private final List<Throwable> failures = new ArrayList<>();

  @BeforeEach
  void findPorts() throws IOException {
    scene = AcmeScene.in(directory);
  }

  /** One request after the other, each with a connection of its own. */
  private void visit() {
    try {
      while (!isOver.get()) {
        try (SSLSocket visitor = connect(scene.https(), DOMAIN)) {
          seen.add(serial(visitor));
          visitor.getOutputStream().write(request("nobody." + DOMAIN));
          assertThat(visitor.getInputStream().readNBytes(8)).asString().isEqualTo("HTTP/1.0");
          answered.incrementAndGet();
        }
      }
    } catch (IOException | AssertionError e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  private static BigInteger serial(SSLSocket visitor) throws IOException {
    return ((X509Certificate) visitor.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  private static byte[] request(String host) {
    return "GET / HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host).getBytes(StandardCharsets.US_ASCII);
  }

  private List<Thread> beginVisits() {
    List<Thread> visitors = new ArrayList<>();
    for (int i = 0; i < VISITORS; i++) {
      Thread visitor = new Thread(this::visit, "visitor");
      visitor.start();
      visitors.add(visitor);
    }
    return visitors;
  }

  private void renew(TestServer server, Runnable meanwhile) throws InterruptedException {
    await(() -> !seen.isEmpty() || !failures.isEmpty());
    for (int i = 0; i < RENEWALS; i++) {
      Set<BigInteger> before = Set.copyOf(seen);
      await(
          () -> {
            server.server().checkCertificate();
            meanwhile.run();
            return !before.containsAll(seen) || !failures.isEmpty();
          });
    }
  }

  /** A download through a tunnel that goes on all the time. */
  private static void download(ScriptedPeer service, SSLSocket visitor) {
    try {
      service.socket().writeStream(PART.getBytes(StandardCharsets.US_ASCII));
      assertThat(visitor.getInputStream().readNBytes(PART.length())).asString().isEqualTo(PART);
    } catch (IOException e) {
      throw new AssertionError("the download was cut", e);
    }
  }

  @Test
  void loseNoConnectionAndSeeTheNewOnes() throws Exception {
    try (Pebble ca = scene.pebble("\"certificateValidityPeriod\": 6,", Map.of());
        TestServer server = TestServer.start(scene.options(ca.options()));
        OldSession session = OldSession.online(server)) {
      session.tunnel("https", "app", 0);
      await(() -> isShown(scene.https(), DOMAIN) && isShown(scene.https(), "app." + DOMAIN));
      try (ScriptedPeer service = session.proxy();
          SSLSocket visitor = connect(scene.https(), "app." + DOMAIN)) {
        visitor.getOutputStream().write(request("app." + DOMAIN));
        service.expectSplitMessage(); // StartProxy
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        service.socket().writeStream(head.getBytes(StandardCharsets.US_ASCII));
        assertThat(visitor.getInputStream().readNBytes(head.length())).asString().isEqualTo(head);
        List<Thread> visitors = beginVisits();

        renew(server, () -> download(service, visitor));

        isOver.set(true);
        for (Thread each : visitors) {
          each.join();
        }
        assertThat(failures).isEmpty();
        assertThat(seen).hasSizeGreaterThan(RENEWALS);
        assertThat(answered.get()).isGreaterThan(VISITORS * RENEWALS);
        assertThat(shown(scene.https(), DOMAIN)).isNotNull();
      }
    }
  }
}
