package org.ngrokd.client.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.ProtocolException;

class VisitorFramesTest {
  /** "he" and "llo" as one message with a ping between, an empty message, a close with 1000. */
  private static final byte[] FRAMES =
      HexFormat.ofDelimiter(" ")
          .parseHex(
              "01 82 01 02 03 04 69 67 "
                  + "89 81 00 00 00 00 70 "
                  + "80 83 01 02 03 04 6d 6e 6c "
                  + "82 80 01 02 03 04 "
                  + "88 82 00 00 00 00 03 e8");

  /** What was heard, in one line. */
  private static final class Heard implements VisitorFrames.Listener {
    private final StringBuilder data = new StringBuilder();
    private final StringBuilder others = new StringBuilder();

    @Override
    public void data(ByteBuf bytes) {
      data.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }

    @Override
    public void ping(byte[] payload) {
      others.append("ping ").append(new String(payload, StandardCharsets.US_ASCII));
    }

    @Override
    public void close(int code) {
      others.append(" close ").append(code);
    }
  }

  @Test
  void framesAreReadWhereverTheyAreCut() {
    for (int cut = 0; cut <= FRAMES.length; cut++) {
      Heard heard = new Heard();
      VisitorFrames frames = new VisitorFrames(heard);

      frames.read(Unpooled.wrappedBuffer(FRAMES, 0, cut));
      frames.read(Unpooled.wrappedBuffer(FRAMES, cut, FRAMES.length - cut));

      assertThat(heard.data).as("cut at %s", cut).hasToString("hello");
      assertThat(heard.others).as("cut at %s", cut).hasToString("ping p close 1000");
    }
  }

  @Test
  void whatFollowsACloseIsNotRead() {
    Heard heard = new Heard();
    VisitorFrames frames = new VisitorFrames(heard);
    frames.read(Unpooled.wrappedBuffer(FRAMES));

    frames.read(Unpooled.wrappedBuffer(FRAMES));

    assertThat(heard.data).hasToString("hello");
  }

  /** Of a frame of exabytes nothing is collected: its bytes pass as they come. */
  @Test
  void longestFrameCostsNothing() {
    Heard heard = new Heard();
    VisitorFrames frames = new VisitorFrames(heard);

    frames.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex("82ff7fffffffffffffff0000000061")));

    assertThat(heard.data).hasToString("a");
  }

  @Test
  void lengthThatIsNegativeIsNone() {
    VisitorFrames frames = new VisitorFrames(new Heard());
    ByteBuf bytes =
        Unpooled.wrappedBuffer(HexFormat.of().parseHex("82ffffffffffffffffff0000000061"));

    assertThatThrownBy(() -> frames.read(bytes)).isInstanceOf(ProtocolException.class);
  }
}
