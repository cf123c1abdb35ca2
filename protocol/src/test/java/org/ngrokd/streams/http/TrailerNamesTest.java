package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailerNamesTest {
  private static void scan(BodyScanner scanner, String trailer) throws BadMessageException {
    String body = "5\r\nhello\r\n0\r\n" + trailer + ": 1\r\n\r\n";
    for (byte each : body.getBytes(StandardCharsets.ISO_8859_1)) { // in pieces, as it may come
      ByteBuf piece = Unpooled.wrappedBuffer(new byte[] {each});
      assertThat(scanner.scan(piece)).isEqualTo(1);
    }
    assertThat(scanner.isDone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-proto",
        "X_Forwarded_Host",
        "X-Forwarded-Something-That-Is-Longer-Than-All-Others",
        "Forwarded",
        "X-Real-IP",
        "x_real_ip",
        "Host",
        "Content-Length",
        "Transfer_Encoding",
        "Connection",
        "Authorization",
        "Cookie"
      })
  void whatIsBelievedOfAHeadMustNotComeInATrailer(String name) {
    BodyScanner scanner = BodyScanner.ofRequest(BodyLength.CHUNKED);

    assertThatThrownBy(() -> scan(scanner, name))
        .isInstanceOf(BadMessageException.class)
        .hasMessageStartingWith("a trailer named ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Checksum", "Server-Timing", "grpc-status", "Hosts", "X-Forwarded"})
  void otherTrailersPass(String name) throws Exception {
    scan(BodyScanner.ofRequest(BodyLength.CHUNKED), name);
  }

  @Test
  void secondTrailerIsLookedAtToo() {
    BodyScanner scanner = BodyScanner.ofRequest(BodyLength.CHUNKED);

    assertThatThrownBy(() -> scan(scanner, "A: 1\r\nX-Real-IP"))
        .isInstanceOf(BadMessageException.class);
  }

  @Test
  void repliesMayHaveThem() throws Exception {
    scan(BodyScanner.of(BodyLength.CHUNKED), "X-Forwarded-For");
  }
}
