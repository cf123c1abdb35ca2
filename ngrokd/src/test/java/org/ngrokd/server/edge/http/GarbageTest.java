package org.ngrokd.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.testing.NoEnd;
import org.ngrokd.server.tunnel.TunnelFixtures;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.ActiveRelays;

/** What a request leaves for the collector, which every visitor of every tunnel pays for. */
class GarbageTest {
  private static final int ROUNDS = 20_000;

  private static final int MOST_ROUNDS = 60;

  /** As curl and health checks send them. */
  private static final String SHORT =
      "GET /status HTTP/1.1\r\nHost: a.test\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n";

  private final TunnelRegistry tunnels = new TunnelRegistry();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @Test
  void requestOnAKeptConnectionLeavesLittleBehind() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", TunnelRules.OPEN);
    PeerAddress.tell(channel, new InetSocketAddress("192.0.2.9", 4711));
    EdgeContext context =
        new EdgeContext(
            tunnels,
            new ActiveRelays(),
            EdgePolicy.DEFAULT,
            new LimitCounters(),
            MemoryGuard.open());
    RequestJudge judge =
        new RequestJudge(context, new Visitor(new NoEnd(), channel, TunnelProtocol.HTTP));
    byte[] head = SHORT.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(each(() -> judge(judge, head), 1_000))
        .as("bytes for each request, read and judged")
        .isLessThan(1_000);
  }

  @Test
  void replyLeavesLittleBehind() throws Exception {
    byte[] reply =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"
            .getBytes(StandardCharsets.ISO_8859_1);
    RequestHead request = RequestHead.parse(SHORT.getBytes(StandardCharsets.ISO_8859_1), 100);
    ReplyReader reader =
        new ReplyReader(
            new ReplyReader.Sink() {
              @Override
              public void forward(ByteBuf bytes) {
                bytes.release();
              }

              @Override
              public void replied(boolean keepsAlive) {}

              @Override
              public void opaque() {}
            });

    assertThat(each(() -> read(reader, request, reply), 600))
        .as("bytes for each reply")
        .isLessThan(600);
  }

  private static void read(ReplyReader reader, RequestHead request, byte[] reply)
      throws BadMessageException {
    for (int i = 0; i < ROUNDS; i++) {
      reader.expect(request, false);
      reader.read(Unpooled.wrappedBuffer(reply));
    }
  }

  private static void judge(RequestJudge judge, byte[] head) throws BadMessageException {
    for (int i = 0; i < ROUNDS; i++) {
      RequestHead request = RequestHead.parse(head, 100);
      Verdict verdict = judge.judge(request, judge.sender(request), null, null);
      ((Verdict.Pass) verdict).head().release();
    }
  }

  /** A round of requests or replies. */
  private interface Round {
    void run() throws BadMessageException;
  }

  /** What one leaves, in bytes: less and less until all is compiled, which other tests delay. */
  private static long each(Round round, long enough) throws BadMessageException {
    long each = Long.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && each >= enough; i++) {
      long before = allocated();
      round.run();
      each = (allocated() - before) / ROUNDS;
    }
    return each;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
