package org.ngrokd.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.testing.ReplyRow;
import org.ngrokd.protocol.testing.ReplyRow.Outcome;
import org.ngrokd.streams.http.BadMessageException;

/** What passes of each reply in replies.txt, wherever it is cut. */
class ReplyReaderTest {
  private static final int EVERY_CUT = 400;

  static Stream<ReplyRow> rows() throws IOException {
    return ReplyRow.all().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowOfTheTable(ReplyRow row) throws Exception {
    int step = 1 + row.reply().length() / EVERY_CUT;
    for (int cut = 0; cut <= row.reply().length(); cut += step) {
      Passing passing = new Passing(row.method());

      passing.send(row.reply().substring(0, cut));
      passing.send(row.reply().substring(cut));

      assertThat(passing.visible()).as("cut at %s", cut).isEqualTo(row.passed());
      assertThat(passing.outcome(row.closes())).as("cut at %s", cut).isEqualTo(row.outcome());
    }
  }

  @Test
  void replyThatIsWrittenWellPassesWithoutACopy() throws Exception {
    Passing passing = new Passing("GET");
    passing.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    ByteBuf chunks =
        Unpooled.copiedBuffer("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", StandardCharsets.US_ASCII);

    passing.reader.read(chunks.retain());

    assertThat(passing.last().unwrap())
        .isSameAs(chunks.unwrap() == null ? chunks : chunks.unwrap());
    passing.visible();
    chunks.release();
  }

  /** One reply on its way. */
  private static final class Passing implements ReplyReader.Sink {
    final ReplyReader reader = new ReplyReader(this);
    private final List<ByteBuf> forwarded = new ArrayList<>();
    private boolean isRefused;
    private boolean isReplied;
    private boolean keepsAlive;

    Passing(String method) throws BadMessageException {
      reader.expect(Requests.head(method + " / HTTP/1.1", "Host: a.test"), false);
    }

    void send(String bytes) {
      if (isRefused || isReplied || bytes.isEmpty()) {
        return;
      }
      try {
        reader.read(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
      } catch (BadMessageException e) {
        isRefused = true;
      }
    }

    ByteBuf last() {
      return forwarded.get(forwarded.size() - 1);
    }

    String visible() {
      StringBuilder text = new StringBuilder();
      for (ByteBuf each : forwarded) {
        text.append(each.toString(StandardCharsets.ISO_8859_1));
        each.release();
      }
      forwarded.clear();
      return text.toString();
    }

    Outcome outcome(boolean closes) {
      if (isRefused) {
        return reader.isBegun() ? Outcome.CUT : Outcome.REFUSED;
      }
      if (isReplied) {
        return keepsAlive ? Outcome.OPEN : Outcome.END;
      }
      return closes && reader.endsWithConnection() ? Outcome.END : Outcome.CUT;
    }

    @Override
    public void forward(ByteBuf bytes) {
      forwarded.add(bytes);
    }

    @Override
    public void replied(boolean mayGoOn) {
      isReplied = true;
      keepsAlive = mayGoOn;
    }

    @Override
    public void opaque() {
      throw new IllegalStateException("no reply");
    }
  }
}
