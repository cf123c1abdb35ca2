package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.streams.relay.RelayEnd;

class InspectorTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";

  private final List<String> toVisitor = new ArrayList<>();
  private final List<String> toService = new ArrayList<>();
  private final ExchangeStore store = new ExchangeStore(InspectOptions.Capture.DEFAULT);
  private final TunnelTraffic traffic = new Traffic().of("web", "http");
  private final Visitor visitor = new Visitor();
  private final RelayEnd tapped =
      new Inspector(InspectOptions.Capture.DEFAULT, store)
          .tapped(visitor, new EmbeddedChannel().eventLoop(), Script.ORIGIN, target -> "", traffic);

  InspectorTest() {
    tapped.start(new Service());
  }

  private static String text(ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    bytes.release();
    assertThat(bytes.refCnt()).as("owners besides").isZero();
    return text;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private void service(String text) {
    tapped.write(bytes(text));
  }

  private List<String> lines() {
    return store.newestFirst().stream().map(each -> Told.line(each.seen())).toList();
  }

  /** Notes what reaches the visitor. */
  private final class Visitor implements RelayEnd {
    private Receiver receiver = new Service();

    void sends(String text) {
      receiver.received(bytes(text));
    }

    @Override
    public void start(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void write(ByteBuf bytes) {
      toVisitor.add(text(bytes));
    }

    @Override
    public void flush() {
      toVisitor.add("flush");
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void pauseReading() {
      toVisitor.add("pause");
    }

    @Override
    public void resumeReading() {
      toVisitor.add("resume");
    }

    @Override
    public void finishSending() {
      toVisitor.add("finish");
    }

    @Override
    public void close() {
      toVisitor.add("close");
    }

    @Override
    public void reset() {
      toVisitor.add("reset");
    }
  }

  /** Notes what reaches the service. */
  private final class Service implements RelayEnd.Receiver {
    @Override
    public void received(ByteBuf bytes) {
      toService.add(text(bytes));
    }

    @Override
    public void receivedBurst() {
      toService.add("burst");
    }

    @Override
    public void finished() {
      toService.add("finished");
    }

    @Override
    public void writabilityChanged() {
      toService.add("writability");
    }

    @Override
    public void closed() {
      toService.add("closed");
    }
  }

  @Test
  void allPassesAsItWouldWithoutATap() {
    visitor.sends(GET);
    visitor.receiver.receivedBurst();
    tapped.pauseReading();
    tapped.resumeReading();
    service(OK);
    tapped.flush();
    visitor.receiver.writabilityChanged();
    visitor.receiver.finished();
    tapped.finishSending();
    tapped.close();
    visitor.receiver.closed();

    assertThat(toService).containsExactly(GET, "burst", "writability", "finished", "closed");
    assertThat(toVisitor).containsExactly("pause", "resume", OK, "flush", "finish", "close");
    assertThat(lines()).containsExactly("GET /a -> 200 [abc] DONE");
  }

  @Test
  void whatIsNoHttpPasses() {
    visitor.sends("SSH-2.0\r\n");
    service("SSH-2.1\r\n");
    visitor.sends(GET);
    tapped.reset();

    assertThat(toService).containsExactly("SSH-2.0\r\n", GET);
    assertThat(toVisitor).containsExactly("SSH-2.1\r\n", "reset");
    assertThat(lines()).isEmpty();
  }

  @Test
  void malformedReplyPasses() {
    visitor.sends(GET);

    service("plain words\r\n\r\n");
    service("and more");

    assertThat(toVisitor).containsExactly("plain words\r\n\r\n", "and more");
    assertThat(lines()).singleElement().asString().contains("BROKEN the reply is malformed");
  }

  @Test
  void resetBreaksTheExchange() {
    visitor.sends(GET);

    tapped.reset();

    assertThat(lines()).containsExactly("GET /a -> none BROKEN the connection broke");
  }

  @Test
  void closingEndsAReplyWithoutALength() {
    visitor.sends(GET);
    service("HTTP/1.1 200 OK\r\n\r\nabc");

    tapped.close();

    assertThat(lines()).containsExactly("GET /a -> 200 [abc] DONE");
  }

  @Test
  void idsAreNotGivenTwice() {
    Inspector inspector = new Inspector(InspectOptions.Capture.DEFAULT, store);

    assertThat(List.of(inspector.newId(), inspector.newId(), inspector.newId()))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
  }
}
