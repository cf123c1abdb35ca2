package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.WriteTimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class FailuresTest {

  @ParameterizedTest
  @MethodSource("kinds")
  void levelAndTextDependOnTheKind(Throwable failure, Level level, String text) {
    Failures.Meaning meaning = Failures.meaning(failure);

    assertThat(meaning).isEqualTo(new Failures.Meaning(meaning.kind(), level, text, null));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(
            new IOException("Connection reset by peer"),
            Level.DEBUG,
            "Connection lost: Connection reset by peer"),
        Arguments.of(
            new ClosedChannelException(),
            Level.DEBUG,
            "Connection lost: the connection was closed"),
        Arguments.of(ReadTimeoutException.INSTANCE, Level.INFO, "Timed out"),
        Arguments.of(WriteTimeoutException.INSTANCE, Level.INFO, "Timed out"),
        Arguments.of(
            new NotSslRecordException("474554202f"),
            Level.INFO,
            "Not TLS: the peer speaks another protocol"),
        Arguments.of(
            new DecoderException(new NotSslRecordException("x")),
            Level.INFO,
            "Not TLS: the peer speaks another protocol"),
        Arguments.of(
            new DecoderException(new SSLHandshakeException("no cipher\nsuites in common")),
            Level.INFO,
            "TLS failed: no cipher"),
        Arguments.of(
            new SslHandshakeTimeoutException("handshake timed out after 10000ms"),
            Level.INFO,
            "TLS failed: handshake timed out after 10000ms"),
        Arguments.of(
            new DecoderException(new ProtocolException("message length -1")),
            Level.WARN,
            "message length -1"));
  }

  @Test
  void anythingElseIsABugWithItsTrace() {
    IllegalStateException bug = new IllegalStateException("oops");

    Failures.Meaning meaning = Failures.meaning(new DecoderException(bug));

    assertThat(meaning)
        .isEqualTo(
            new Failures.Meaning(
                Failures.Kind.BUG,
                Level.ERROR,
                "Unexpected failure: java.lang.IllegalStateException: oops",
                bug));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE",
        "error:10000416:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "error:10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA",
        "Received fatal alert: certificate_unknown",
        "Received fatal alert: bad_certificate",
        "(bad_certificate) Received fatal alert: bad_certificate",
        "Received fatal alert: unknown_ca"
      })
  void alertAboutTheCertificateMeansThatItWasRefused(String message) {
    assertThat(Failures.refusedOurCertificate(new SSLHandshakeException(message))).isTrue();
    assertThat(Failures.refusedOurCertificate(new DecoderException(new SSLException(message))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE",
        "error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION",
        "Received fatal alert: handshake_failure",
        "PKIX path building failed: bad certificate path"
      })
  void otherTlsFailuresDoNot(String message) {
    assertThat(Failures.refusedOurCertificate(new SSLHandshakeException(message))).isFalse();
  }

  @Test
  void failureWithoutAMessageIsNoRefusal() {
    assertThat(Failures.refusedOurCertificate(new SSLException((String) null))).isFalse();
    assertThat(Failures.refusedOurCertificate(new IOException("alert bad_certificate"))).isFalse();
  }

  @Test
  void oneLineIsTheFirstOfTheMessageOrTheKind() {
    assertThat(Failures.oneLine(new IOException("a\nb"))).isEqualTo("a");
    assertThat(Failures.oneLine(new IOException(""))).isEqualTo("it could not be read or written");
    assertThat(Failures.oneLine(new IOException())).isEqualTo("it could not be read or written");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ClosedChannelException.class,
        EOFException.class,
        IllegalStateException.class,
        SocketTimeoutException.class,
        ReadTimeoutException.class
      })
  void noClassNameReachesAPerson(Class<? extends Exception> kind) throws Exception {
    assertThat(Failures.oneLine(kind.getConstructor().newInstance()))
        .isNotEmpty()
        .doesNotContain("Exception")
        .contains(" ");
  }

  @Test
  void classOfACauseIsLeftOut() {
    assertThat(Failures.oneLine(new IOException(new IllegalStateException("BAD_DECRYPT"))))
        .isEqualTo("BAD_DECRYPT");
    assertThat(Failures.oneLine(new IOException(new ClosedChannelException())))
        .isEqualTo("it could not be read or written");
  }

  @Test
  void systemCallsAreLeftOut() {
    assertThat(
            Failures.oneLine(
                new IOException("finishConnect(..) failed: Connection refused: localhost:1")))
        .isEqualTo("Connection refused: localhost:1");
    assertThat(
            Failures.oneLine(
                new IOException("recvAddress(..) failed with error(-104): Connection reset")))
        .isEqualTo("Connection reset");
  }
}
