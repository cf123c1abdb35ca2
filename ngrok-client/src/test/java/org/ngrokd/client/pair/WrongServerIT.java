package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokException;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.session.SessionEvents;

/** A server_addr that leads somewhere, but not to where ngrokd listens for clients. */
class WrongServerIT {
  private static final String CURE = "server_addr has to be the address where ngrokd listens";

  private final Pair pair = Pair.start();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private @Nullable Thread client;

  @AfterEach
  void stop() throws InterruptedException {
    pair.close();
    if (client != null) {
      client.interrupt();
      client.join();
    }
  }

  /** What the client at this port says first, which has to be soon. */
  private String firstWordsAt(int port) throws InterruptedException {
    SessionEvents listener =
        new SessionEvents() {
          @Override
          public void warned(String line) {
            told.add(line);
          }

          @Override
          public void waiting(String reason, Duration wait) {
            told.add(reason);
          }
        };
    client =
        new Thread(
            () -> {
              try {
                pair.clientBuilder()
                    .serverAddr("localhost:" + port)
                    .tunnel(TunnelSpec.tcp("127.0.0.1:" + pair.port("http")))
                    .events(listener)
                    .start()
                    .close();
              } catch (NgrokException e) {
                told.add(String.valueOf(e.getMessage()));
              }
            });
    client.start();
    String line = told.poll(9, TimeUnit.SECONDS);
    assertThat(line).as("told within 2 s, and as many more as a slow machine takes").isNotNull();
    assertThat(line).doesNotContain("Exception").startsWith("localhost:" + port);
    return String.valueOf(line);
  }

  @Test
  void portForVisitorsByHttpIsTold() throws Exception {
    assertThat(firstWordsAt(pair.port("http"))).contains(CURE);
  }

  @Test
  void webServerIsNamed() throws Exception {
    assertThat(firstWordsOfAServerThatSays("HTTP/1.1 400 Bad Request\r\n\r\n"))
        .contains("speaks HTTP and not TLS", CURE);
  }

  @Test
  void portForVisitorsByHttpsIsTold() throws Exception {
    assertThat(firstWordsAt(pair.port("https"))).contains(CURE);
  }

  @Test
  void serverOfAnotherKindIsNamed() throws Exception {
    assertThat(firstWordsOfAServerThatSays("SSH-2.0-test\r\n"))
        .contains("speaks SSH and not TLS", CURE);
  }

  private String firstWordsOfAServerThatSays(String greeting) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread greeter = new Thread(() -> greet(server, greeting));
      greeter.start();
      return firstWordsAt(server.getLocalPort());
    }
  }

  private static void greet(ServerSocket server, String greeting) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      return; // the test is over
    }
  }

  @Test
  void serverThatHangsUpIsTold() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread slammer =
          new Thread(
              () -> {
                try (Socket socket = rude.accept()) {
                  socket.getInputStream().readNBytes(5);
                  socket.getInputStream().skipNBytes(socket.getInputStream().available());
                } catch (IOException e) {
                  return; // the test is over
                }
              });
      slammer.start();

      assertThat(firstWordsAt(rude.getLocalPort())).contains("hung up when TLS began", CURE);
    }
  }

  @Test
  void serverThatSaysNothingIsTold() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(firstWordsAt(silent.getLocalPort())).contains("has not answered yet", CURE);
    }
  }
}
