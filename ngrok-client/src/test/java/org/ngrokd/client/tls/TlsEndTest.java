package org.ngrokd.client.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.config.Termination;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.streams.relay.RelayEnd;

/** Visitors who begin a handshake, and do not end it. */
class TlsEndTest {
  private static final TestCertificates CERTIFICATES = TestCertificates.localhost();
  private static final byte[] HALF_A_RECORD = {22, 3, 1, 1, 0, 1};

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final Stranger stranger = new Stranger();

  @TempDir Path directory;
  private @Nullable TlsEnd made;

  @BeforeEach
  void begin() throws Exception {
    Path certificate = directory.resolve("crt");
    Path key = directory.resolve("key");
    PemFiles.writeCertificates(certificate, List.of(CERTIFICATES.certificate()));
    PemFiles.writePrivateKey(key, CERTIFICATES.privateKey());
    loop.freezeTime();
    made =
        VisitorTls.of(new Termination(certificate, key, List.of()), Runnable::run)
            .end(stranger, loop.eventLoop());
  }

  @AfterEach
  void stop() {
    var unused = loop.finishAndReleaseAll();
  }

  private Future<TlsEnd> handshake() {
    return end().handshake(Duration.ofSeconds(10), () -> {});
  }

  private TlsEnd end() {
    return java.util.Objects.requireNonNull(made);
  }

  @Test
  void whoStopsHalfWayIsCutOffInTime() {
    Future<TlsEnd> secured = handshake();
    stranger.sends(HALF_A_RECORD);

    loop.advanceTimeBy(9, TimeUnit.SECONDS);
    loop.runScheduledPendingTasks();
    assertThat(stranger.isCut).isFalse();
    loop.advanceTimeBy(2, TimeUnit.SECONDS);
    loop.runScheduledPendingTasks();

    assertThat(stranger.isCut).isTrue();
    assertThat(secured.cause()).hasMessageContaining("not done in time");
  }

  @Test
  void handshakeIsChargedUntilItIsOver() {
    Future<TlsEnd> unused = handshake();
    stranger.sends(HALF_A_RECORD);
    assertThat(end().waiting()).isGreaterThan(32 * 1024);

    stranger.goes();

    assertThat(end().waiting()).isZero();
  }

  @Test
  void whatIsNoTlsIsCutOffAtOnce() {
    Future<TlsEnd> secured = handshake();

    stranger.sends("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    assertThat(stranger.isCut).isTrue();
    assertThat(secured.isSuccess()).isFalse();
  }

  @Test
  void recordThatIsTooLongIsNotWaitedFor() {
    Future<TlsEnd> unused = handshake();

    stranger.sends(new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff});

    assertThat(stranger.isCut).isTrue();
  }

  /** Sends what it is told to. */
  private static final class Stranger implements RelayEnd {
    private @Nullable Receiver receiver;
    private boolean isCut;

    void sends(byte[] bytes) {
      Receiver to = java.util.Objects.requireNonNull(receiver);
      to.received(ByteBufAllocator.DEFAULT.buffer().writeBytes(Unpooled.wrappedBuffer(bytes)));
      to.receivedBurst();
    }

    void goes() {
      java.util.Objects.requireNonNull(receiver).closed();
    }

    @Override
    public void start(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void write(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void finishSending() {}

    @Override
    public void close() {
      reset();
    }

    @Override
    public void reset() {
      if (!isCut) {
        isCut = true;
        goes();
      }
    }
  }
}
