package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the chunked body of a request may hold. */
class ChunkedRequestTest {
  private static void read(String body) throws BadMessageException {
    BodyScanner scanner = BodyScanner.ofRequest(BodyLength.CHUNKED);
    for (int i = 0; i < body.length(); i++) {
      ByteBuf piece = Unpooled.copiedBuffer(body.substring(i, i + 1), StandardCharsets.ISO_8859_1);
      assertThat(scanner.scan(piece)).isEqualTo(1);
      piece.release();
    }
    assertThat(scanner.isDone()).isTrue();
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
