package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyHeadsTest {
  private static final Charset ISO = StandardCharsets.ISO_8859_1;
  private static final int LIMIT = 1000;

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK##rest, HTTP/1.1 200 OK##|rest",
    "##HTTP/1.1 200 OK#A: b##rest, HTTP/1.1 200 OK#A: b##|rest",
    "HTTP/1A 200 OK##, other|HTTP/1A 200 OK##",
    "HTT, more",
    "HTX, other|HTX",
    "SSH-2.0-a##, other|SSH-2.0-a##",
    "##SSH-2.0-a##, other|SSH-2.0-a##",
    "#HTTP/2, other|HTTP/2",
    "^HTTP/1.1, other|^HTTP/1.1",
    "#, more",
  })
  void whatBeginsIsToldWhereverItIsCut(String stream, String outcome) throws Exception {
    byte[] bytes = bytes(stream);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        assertThat(told(bytes, first, second)).isEqualTo(new String(bytes(outcome), ISO));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.replace("#", "\r\n").replace("^", "\r").getBytes(ISO);
  }

  private static String told(byte[] bytes, int first, int second) throws BadMessageException {
    ReplyHeads heads = new ReplyHeads(LIMIT);
    int[] cuts = {0, first, second, bytes.length};
    for (int i = 1; i < cuts.length; i++) {
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, cuts[i - 1], cuts[i] - cuts[i - 1]);
      byte[] head = heads.read(piece);
      String rest = piece.toString(ISO) + new String(bytes, cuts[i], bytes.length - cuts[i], ISO);
      if (heads.isOther()) {
        return "other|" + heads.other().toString(ISO) + rest;
      }
      if (head != null) {
        return new String(head, ISO) + "|" + rest;
      }
    }
    return "more";
  }
}
