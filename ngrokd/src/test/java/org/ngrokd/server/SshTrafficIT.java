package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OpenSsh;

/** What goes through a forward of OpenSSH's client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshTrafficIT {
  private static final int MANY = 50 * 1024 * 1024;

  private SshServer gateway;

  @BeforeAll
  void start(@TempDir Path directory) {
    gateway = SshServer.open(directory);
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
  }

  /** Sends so many bytes of a seed; their digest. */
  private static String send(OutputStream out, long seed) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Random random = new Random(seed);
    byte[] piece = new byte[64 * 1024];
    for (int sent = 0; sent < MANY; sent += piece.length) {
      random.nextBytes(piece);
      digest.update(piece);
      out.write(piece);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String digest(InputStream in) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] piece = new byte[64 * 1024];
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      digest.update(piece, 0, length);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void fiftyMegabytesEachWayAndTheAnswerAfterTheEnd() throws Exception {
    CompletableFuture<String> sent = new CompletableFuture<>();
    CompletableFuture<String> came = new CompletableFuture<>();
    try (LocalService service =
            LocalService.that(
                peer -> {
                  Thread sender =
                      new Thread(
                          () -> {
                            try {
                              sent.complete(send(peer.getOutputStream(), 1));
                              String all = came.get(60, TimeUnit.SECONDS);
                              peer.getOutputStream().write(HexFormat.of().parseHex(all));
                              peer.shutdownOutput();
                            } catch (Exception e) {
                              sent.completeExceptionally(e);
                            }
                          });
                  sender.start();
                  try {
                    came.complete(digest(peer.getInputStream()));
                    sender.join();
                  } catch (Exception e) {
                    came.completeExceptionally(e);
                  }
                });
        OpenSsh ssh = gateway.type("ssh -R 0:localhost:" + service.port() + " H tcp");
        Visitor visitor = Visitor.connect(OldSession.port(ssh.line()))) {
      CompletableFuture<String> mine = new CompletableFuture<>();
      Thread sender =
          new Thread(
              () -> {
                try {
                  mine.complete(send(visitor.out(), 2));
                  visitor.socket().shutdownOutput();
                } catch (Exception e) {
                  mine.completeExceptionally(e);
                }
              });
      sender.start();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[64 * 1024];
      int left = MANY;
      while (left > 0) {
        int length = visitor.in().read(piece, 0, Math.min(left, piece.length));
        assertThat(length).as("with %d to come", left).isPositive();
        digest.update(piece, 0, length);
        left -= length;
      }
      String end = HexFormat.of().formatHex(visitor.in().readAllBytes());

      assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sent.get());
      assertThat(came.get()).isEqualTo(mine.get());
      assertThat(end).isEqualTo(mine.get());
    }
  }

  @Test
  void serviceIsReadNoFasterThanItsVisitorReads() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    try (LocalService service =
            LocalService.that(
                peer -> {
                  byte[] piece = new byte[64 * 1024];
                  long began = System.nanoTime();
                  for (int sent = 0; sent < 4 * MANY; sent += piece.length) {
                    peer.getOutputStream().write(piece);
                  }
                  assertThat(System.nanoTime()).isGreaterThan(began);
                  stuck.countDown();
                });
        OpenSsh ssh = gateway.type("ssh -R 0:localhost:" + service.port() + " H tcp");
        Visitor visitor = Visitor.connect(OldSession.port(ssh.line()))) {
      long before = direct();

      assertThat(stuck.await(3, TimeUnit.SECONDS)).isFalse();

      assertThat(direct() - before).isLessThan(24L * 1024 * 1024);
      visitor.reset();
    }
  }

  private static long direct() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  @Test
  void serviceThatSpeaksFirstIsHeard() throws Exception {
    try (LocalService service =
            LocalService.that(
                peer -> {
                  peer.getOutputStream().write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
                  int unused = peer.getInputStream().read();
                });
        OpenSsh ssh = gateway.type("ssh -R 0:localhost:" + service.port() + " H tcp");
        Visitor visitor = Visitor.connect(OldSession.port(ssh.line()))) {
      visitor.expect("220 ready\r\n");
    }
  }

  /** It waits for the PROXY header before it says a word. */
  @Test
  void serviceThatWaitsForItsVisitorsAddressIsToldAtOnce() throws Exception {
    try (LocalService service =
            LocalService.that(
                peer -> {
                  StringBuilder header = new StringBuilder();
                  while (header.indexOf("\r\n") < 0) {
                    header.append((char) peer.getInputStream().read());
                  }
                  peer.getOutputStream().write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
                });
        OpenSsh ssh =
            gateway.type("ssh -R 0:localhost:" + service.port() + " H tcp proxy-protocol=1");
        Visitor visitor = Visitor.connect(OldSession.port(ssh.line()))) {
      visitor.expect("220 ready\r\n");
    }
  }

  @Test
  void serviceThatIsNotThereIsToldOfToVisitors() throws Exception {
    int nobody = FreePort.tcp();
    try (OpenSsh ssh = gateway.type("ssh -R down:80:localhost:" + nobody + " H")) {
      assertThat(ssh.line()).startsWith("http://down.");

      assertThat(gateway.visit("down.tunnel.example")).contains(" 502 ");
    }
  }
}
