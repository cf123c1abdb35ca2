package org.ngrokd.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chunked body of a request may hold. */
class ChunkedRequestTest {
  private static void read(String body) throws BadMessageException {
    BodyScanner scanner = BodyScanner.of(BodyLength.CHUNKED);
    for (int i = 0; i < body.length(); i++) {
      ByteBuf piece = Unpooled.copiedBuffer(body.substring(i, i + 1), StandardCharsets.ISO_8859_1);
      assertThat(scanner.scan(piece)).isEqualTo(1);
      piece.release();
    }
    assertThat(scanner.isDone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-anything",
        "X_Forwarded_Proto",
        "Forwarded",
        "X-Real-IP",
        "x_real-ip",
        "Content-Length",
        "transfer-encoding",
        "Host"
      })
  void trailerThatWouldSayWhoTheVisitorIsOrWhereTheBodyEndsIsRefused(String name) {
    assertThatThrownBy(() -> read("0\r\nA: 1\r\n" + name + ": 6.6.6.6\r\n\r\n"))
        .isInstanceOf(BadMessageException.class)
        .hasMessageContaining("in a trailer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded", "Forwarded-For", "X-Real-IPs", "Digest", "Hosts"})
  void otherTrailersPass(String name) throws Exception {
    read("0\r\n" + name + ": 1\r\n\r\n");
  }

  @Test
  void zerosBeforeAChunkSizeAreNoPartOfIt() throws Exception {
    read("0".repeat(40) + "5\r\nhello\r\n" + "0".repeat(64) + "\r\n\r\n");
  }

  @Test
  void zerosBeforeAChunkSizeHaveAnEnd() {
    assertThatThrownBy(() -> read("0".repeat(65) + "5\r\nhello\r\n0\r\n\r\n"))
        .isInstanceOf(BadMessageException.class);
    assertThatThrownBy(() -> read("1000000000000005\r\nhello\r\n0\r\n\r\n"))
        .isInstanceOf(BadMessageException.class);
  }
}
