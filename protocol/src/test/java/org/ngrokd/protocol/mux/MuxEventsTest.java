package org.ngrokd.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of connections that carry many streams. */
class MuxEventsTest {
  private final List<String> told = new ArrayList<>();
  private final MuxPair pair = new MuxPair();

  MuxEventsTest() {
    var unused =
        pair.opening.telling(
            new MuxEvents() {
              @Override
              public void connected() {
                told.add("connected");
              }

              @Override
              public void disconnected() {
                told.add("disconnected");
              }

              @Override
              public void opened() {
                told.add("opened");
              }

              @Override
              public void closed() {
                told.add("closed");
              }

              @Override
              public void stalled() {
                told.add("stalled");
              }
            });
  }

  @AfterEach
  void stop() {
    pair.close();
  }

  @Test
  void connectionsAndStreamsAreToldFromBeginningToEnd() {
    MuxStream stream = pair.open("http://a.example");
    stream.reset();
    pair.settle();
    var unused = pair.opener.close();

    assertThat(told).containsExactly("connected", "opened", "closed", "disconnected");
  }

  @Test
  void aPeerThatTakesNoMoreIsToldOnceUntilItDoes() {
    MuxStream stream = pair.open("http://a.example");
    while (stream.isWritable()) {
      stream.write(Unpooled.wrappedBuffer(new byte[64 * 1024]));
      stream.flush();
      pair.settle();
    }
    assertThat(stream.isWritable()).isFalse();

    assertThat(told).containsExactly("connected", "opened", "stalled");
    stream.reset();
    pair.accepted(0).reset();
    pair.settle();
  }
}
