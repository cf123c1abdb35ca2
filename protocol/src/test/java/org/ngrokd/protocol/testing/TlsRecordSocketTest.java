package org.ngrokd.protocol.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsRecordSocketTest {

  private static final Duration SECONDS = Duration.ofSeconds(5);

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void recordsArriveAsTheyWereWritten(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      byte[] largest = new byte[16_367];

      pair.client().writeRecord("one");
      pair.client().writeRecord("");
      pair.client().writeRecord("two");
      pair.client().writeRecord(largest);
      pair.server().writeRecord("three");

      assertThat(pair.server().readRecord(SECONDS)).hasValue("one".getBytes(UTF_8));
      assertThat(pair.server().readRecord(SECONDS)).hasValue("two".getBytes(UTF_8));
      assertThat(pair.server().readRecord(SECONDS)).hasValue(largest);
      assertThat(pair.client().readRecord(SECONDS)).hasValue("three".getBytes(UTF_8));
      assertThat(pair.client().protocol()).isEqualTo(protocol);
      assertThat(pair.server().protocol()).isEqualTo(protocol);
    }
  }

  @Test
  void recordAboveTheLimitIsRefusedHere() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      assertThatThrownBy(() -> pair.client().writeRecord(new byte[16_368]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("16368 bytes");
    }
  }

  @Test
  void longStreamGoesOutInFullRecords() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      pair.client().writeStream(new byte[16_367 + 5]);

      assertThat(pair.server().readRecord(SECONDS)).hasValue(new byte[16_367]);
      assertThat(pair.server().readRecord(SECONDS)).hasValue(new byte[5]);
    }
  }

  @Test
  void halfARecordIsKeptForTheNextRead() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      pair.client().writeRawTcp(new byte[] {23, 3, 3});

      assertThatThrownBy(() -> pair.server().readRecord(PeerPair.SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("bytes of an unfinished record: 3");
      assertThatThrownBy(() -> new ScriptedPeer(pair.server()).expectNothing(PeerPair.SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("part of a record came");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void garbageIsAnsweredByAnAlert(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      pair.client().writeRawTcp(new byte[] {23, 3, 3, 0, 40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
      pair.client().writeRawTcp(new byte[30]);

      assertThatThrownBy(() -> pair.server().readRecord(SECONDS)).isInstanceOf(SSLException.class);

      assertThat(pair.client().readRecord(SECONDS)).isEmpty();
      assertThat(pair.client().ending()).isEqualTo(Ending.FATAL_ALERT);
      assertThat(pair.client().closedCleanly()).isFalse();
    }
  }

  @Test
  void streamIsReadAcrossRecords() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      pair.client().writeRecord("abc");
      pair.client().writeRecord("defgh");
      pair.client().sendCloseNotify();

      assertThat(pair.server().readFully(5, SECONDS)).asString(UTF_8).isEqualTo("abcde");
      assertThatThrownBy(() -> pair.server().readRecord(SECONDS))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("3 bytes \"fgh\"");
      assertThatThrownBy(() -> pair.server().readFully(4, SECONDS))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 4 bytes of the stream, ending: CLOSE_NOTIFY")
          .hasMessageContaining("3 bytes \"fgh\"");
      assertThat(pair.server().readUntilClosed(SECONDS)).asString(UTF_8).isEqualTo("fgh");
    }
  }

  @Test
  void everyReadGivesUpInTimeAndLosesNothing() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      pair.client().writeRecord("abc");

      assertThatThrownBy(() -> pair.server().readFully(4, PeerPair.SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 4 bytes of the stream within 100 ms, ending: OPEN");
      assertThatThrownBy(() -> pair.server().readUntilClosed(PeerPair.SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected the end of the stream within 100 ms");
      assertThat(pair.server().readFully(3, SECONDS)).asString(UTF_8).isEqualTo("abc");
      assertThatThrownBy(() -> pair.server().readRecord(PeerPair.SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected a TLS record within 100 ms, ending: OPEN");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeNotifyIsACleanEnd(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      pair.client().writeRecord("last");
      pair.client().sendCloseNotify();

      assertThat(pair.server().readUntilClosed(SECONDS)).asString(UTF_8).isEqualTo("last");
      assertThat(pair.server().ending()).isEqualTo(Ending.CLOSE_NOTIFY);
      assertThat(pair.server().closedCleanly()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeWithoutCloseNotifyIsATcpEnd(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      pair.server().closeAbruptly();

      // The client's side: at the server a TLS 1.3 session ticket may be unread, which makes a RST.
      assertThat(pair.client().readRecord(SECONDS)).isEmpty();
      assertThat(pair.client().ending()).isEqualTo(Ending.TCP_END);
      assertThat(pair.client().closedCleanly()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resetIsAReset(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      pair.client().reset();

      assertThat(pair.server().readRecord(SECONDS)).isEmpty();
      assertThat(pair.server().ending()).isEqualTo(Ending.RESET);
      assertThat(pair.server().closedCleanly()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void afterOurFinTheOtherDirectionGoesOn(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      pair.client().shutdownOutputTcp();
      assertThat(pair.server().readRecord(SECONDS)).isEmpty();
      assertThat(pair.server().ending()).isEqualTo(Ending.TCP_END);

      pair.server().writeRecord("late");

      assertThat(pair.client().readRecord(SECONDS)).hasValue("late".getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void afterOurCloseNotifyReadingGoesOn(String protocol) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only(protocol))) {
      pair.client().sendCloseNotify();

      pair.server().writeRecord("late");

      assertThat(pair.client().readRecord(SECONDS)).hasValue("late".getBytes(UTF_8));
      assertThatThrownBy(() -> pair.client().writeRecord("more"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("this side's TLS stream is closed");
    }
  }

  @Test
  void afterTheirCloseNotifyTls13GoesOnWriting() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.only("TLSv1.3"))) {
      pair.client().sendCloseNotify();
      assertThat(pair.server().readRecord(SECONDS)).isEmpty();

      pair.server().writeRecord("late");

      assertThat(pair.client().readRecord(SECONDS)).hasValue("late".getBytes(UTF_8));
    }
  }

  @Test
  void endOfTcpIsSeenApartFromCloseNotify() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      pair.server().sendCloseNotify();
      assertThat(pair.client().readRecord(SECONDS)).isEmpty();

      assertThatThrownBy(() -> pair.client().readToTcpEnd(PeerPair.SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected the end of the TCP connection within 100 ms");
      pair.server().closeAbruptly();

      assertThat(pair.client().readToTcpEnd(SECONDS)).isEqualTo(Ending.TCP_END);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tunnel.example", "127.0.0.1"})
  void serverNameIsSentAsGiven(String name) throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT.withServerName(name))) {
      assertThat(pair.server().requestedServerName()).isEqualTo(Optional.of(name));
    }
  }

  @Test
  void withoutServerNameNoneIsSent() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT)) {
      assertThat(pair.server().requestedServerName()).isEmpty();
      assertThat(pair.client().peerCertificate())
          .isEqualTo(TestCertificates.localhost().certificate());
    }
  }

  @Test
  void oneCipherSuiteCanBeDemanded() throws Exception {
    String suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    try (PeerPair pair = PeerPair.connect(TlsOptions.only("TLSv1.2").withCipherSuites(suite))) {
      assertThat(pair.server().cipherSuite()).isEqualTo(suite);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void clientThatRefusesTheCertificateSaysSo(String protocol) throws Exception {
    TestCertificates other = TestCertificates.forNames("dns:other.example");

    assertThatThrownBy(
            () -> PeerPair.connect(TlsOptions.only(protocol), other.trustingContext()).close())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("Received fatal alert: ");
  }

  @Test
  void trustAllTakesAnyCertificate() throws Exception {
    try (PeerPair pair = PeerPair.connect(TlsOptions.DEFAULT, TestCertificates.trustAllContext())) {
      assertThat(pair.client().peerCertificate())
          .isEqualTo(TestCertificates.localhost().certificate());
    }
  }

  @Test
  void onlyLoopbackIsConnectedTo() {
    assertThatThrownBy(
            () ->
                TlsRecordSocket.connect(
                    new InetSocketAddress("192.0.2.1", 4443),
                    TestCertificates.trustAllContext(),
                    TlsOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void silentServerFailsTheHandshakeInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) silent.getLocalSocketAddress();
      TlsOptions impatient = TlsOptions.DEFAULT.withTimeout(PeerPair.SHORT);

      assertThatThrownBy(
              () -> TlsRecordSocket.connect(address, TestCertificates.trustAllContext(), impatient))
          .isInstanceOf(AssertionError.class)
          .hasMessage("expected a TLS handshake within 100 ms");
    }
  }
}
