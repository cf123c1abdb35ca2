package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** That whoever listens to a dialogue need not know in which protocol it was. */
class DialogueSourcesTest {
  private final List<String> opened = new ArrayList<>();
  private final Map<Integer, Heard> heard = new HashMap<>();
  private final Streams streams = new Streams();

  /**
   * A source that is none in HTTP/1: frames of streams that run side by side, as in HTTP/2. Bodies
   * come without chunks, replies in any order, one listener hears of each stream.
   */
  private final class Streams {
    private final Map<Integer, Asked> asked = new HashMap<>();

    void headers(int stream, String method, String path) throws BadMessageException {
      RequestHead head =
          RequestHead.parse(bytes(method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"), 10);
      asked.put(stream, Expected.by(head));
      opened.add(stream + " " + head.target());
      of(stream).requestBegan(head);
    }

    void data(int stream, String text) {
      of(stream).requestBody(buffer(text));
    }

    void end(int stream) {
      of(stream).requestEnded(HeaderLines.NONE);
    }

    void replyHeaders(int stream, int status) throws BadMessageException {
      Asked request = Objects.requireNonNull(asked.get(stream));
      ResponseHead head = ResponseHead.parse(bytes("HTTP/1.1 " + status + "\r\n\r\n"), request);
      if (head.isInterim()) {
        of(stream).interim(head);
      } else {
        of(stream).replyBegan(head);
      }
    }

    void replyData(int stream, String text) {
      of(stream).replyBody(buffer(text));
    }

    void replyEnd(int stream) {
      of(stream).replyEnded(HeaderLines.NONE);
    }

    void reset(int stream) {
      of(stream).replyCut();
    }
  }

  private Heard of(int stream) {
    return heard.computeIfAbsent(stream, any -> new Heard());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.wrappedBuffer(bytes(text));
  }

  @Test
  void streamsSideBySideAreHeardAsConnectionsOfHttp1Are() throws Exception {
    streams.headers(1, "POST", "/a");
    streams.headers(3, "GET", "/b");
    streams.end(3);
    streams.replyHeaders(3, 200);
    streams.data(1, "hello");
    streams.replyData(3, "ab");
    streams.replyHeaders(1, 100);
    streams.end(1);
    streams.replyData(3, "c");
    streams.replyHeaders(1, 201);
    streams.replyEnd(3);
    streams.reset(1);

    Wire first =
        new Wire(HttpDialogue::watching)
            .visitor("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
            .service("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 9\r\n\r\n")
            .serviceFinishes();
    Wire second =
        new Wire(HttpDialogue::watching)
            .visitor("GET /b HTTP/1.1\r\n\r\n")
            .service("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            .service("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
    assertThat(opened).containsExactly("1 /a", "3 /b");
    for (char direction : new char[] {'>', '<'}) {
      assertThat(of(1).linesOf(direction)).isEqualTo(of(first, direction));
      assertThat(of(3).linesOf(direction)).isEqualTo(of(second, direction));
    }
  }

  private static List<String> of(Wire wire, char direction) {
    return wire.heardEveryWay().stream().filter(line -> line.charAt(0) == direction).toList();
  }
}
