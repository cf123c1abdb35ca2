package org.ngrokd.streams.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Half-close between the two programs, over real TLS. */
class ChunkedTlsTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final int PART = 10_000;

  private final HeardEnd atServer = new HeardEnd();
  private final HeardEnd atClient = new HeardEnd();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void clientFinishesWhileAMebibyteFlowsToIt(String protocol) throws Exception {
    try (TlsPair pair = new TlsPair(protocol)) {
      pair.client().start(atClient);
      pair.server().start(atServer);

      say(pair.client(), "question");
      pair.client().finishSending();
      eventually(() -> assertThat(atServer.events()).contains("finished"));
      sendMebibyte(pair.server());

      eventually(() -> assertThat(atClient.text()).hasSize(MEBIBYTE));
      assertThat(atServer.text()).isEqualTo("question");
      assertThat(atClient.events()).doesNotContain("finished", "closed");
      assertThat(atServer.events()).doesNotContain("closed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverFinishesWhileAMebibyteFlowsToIt(String protocol) throws Exception {
    try (TlsPair pair = new TlsPair(protocol)) {
      pair.client().start(atClient);
      pair.server().start(atServer);

      say(pair.server(), "enough");
      pair.server().finishSending();
      eventually(() -> assertThat(atClient.events()).contains("finished"));
      sendMebibyte(pair.client());

      eventually(() -> assertThat(atServer.text()).hasSize(MEBIBYTE));
      assertThat(atClient.text()).isEqualTo("enough");
      assertThat(atServer.events()).doesNotContain("finished", "closed");
      assertThat(atClient.events()).doesNotContain("closed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothFinishAndCloseWithoutLosingAByte(String protocol) throws Exception {
    try (TlsPair pair = new TlsPair(protocol)) {
      pair.client().start(atClient);
      pair.server().start(atServer);

      sendMebibyte(pair.client());
      sendMebibyte(pair.server());
      pair.client().close();
      eventually(() -> assertThat(atServer.events()).contains("finished"));
      pair.server().close();

      eventually(() -> assertThat(atServer.events()).contains("closed"));
      eventually(() -> assertThat(atClient.events()).contains("finished", "closed"));
      assertThat(atServer.text()).hasSize(MEBIBYTE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void connectionCutWithoutALastChunkIsABreak(String protocol) throws Exception {
    try (TlsPair pair = new TlsPair(protocol)) {
      pair.client().start(atClient);
      pair.server().start(atServer);
      say(pair.client(), "half a");
      eventually(() -> assertThat(atServer.text()).isEqualTo("half a"));

      pair.cut();

      eventually(() -> assertThat(atServer.events()).contains("closed"));
      assertThat(atServer.events()).doesNotContain("finished");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void connectionResetIsABreak(String protocol) throws Exception {
    try (TlsPair pair = new TlsPair(protocol)) {
      pair.client().start(atClient);
      pair.server().start(atServer);

      pair.resetByClient();

      eventually(() -> assertThat(atServer.events()).contains("closed"));
      assertThat(atServer.events()).doesNotContain("finished");
    }
  }

  private static void say(RelayEnd end, String text) {
    end.write(Unpooled.copiedBuffer(text, UTF_8));
    end.flush();
  }

  private static void sendMebibyte(RelayEnd end) {
    for (int sent = 0; sent < MEBIBYTE; sent += PART) {
      end.write(Unpooled.wrappedBuffer(new byte[Math.min(PART, MEBIBYTE - sent)]));
      end.flush();
    }
  }

  private static void eventually(ThrowingRunnable claim) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(claim);
  }
}
