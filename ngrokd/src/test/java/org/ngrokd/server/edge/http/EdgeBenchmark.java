package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to read and judge a request on a kept connection, and to pass its reply on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EdgeBenchmark {
  private static final byte[] REQUEST =
      bytes(
          "GET /status HTTP/1.1\r\nHost: a.test\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n");

  private static final byte[] REPLY =
      bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok");

  private final TunnelRegistry tunnels = new TunnelRegistry();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ReplyReader replies = new ReplyReader(new Nobody());
  private final RequestJudge judge;
  private final RequestHead request;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public EdgeBenchmark() throws BadMessageException {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", TunnelRules.OPEN);
    PeerAddress.tell(channel, new InetSocketAddress("192.0.2.9", 4711));
    EdgeContext context =
        new EdgeContext(
            tunnels,
            new ActiveRelays(),
            EdgePolicy.DEFAULT,
            new LimitCounters(),
            MemoryGuard.open());
    judge = new RequestJudge(context, new Visitor(new NoEnd(), channel, TunnelProtocol.HTTP));
    request = RequestHead.parse(REQUEST, 100);
  }

  @Benchmark
  public boolean request() throws BadMessageException {
    RequestHead head = RequestHead.parse(REQUEST, 100);
    Verdict verdict = judge.judge(head, judge.sender(head), null, null);
    return ((Verdict.Pass) verdict).head().release();
  }

  @Benchmark
  public void reply() throws BadMessageException {
    replies.expect(request, false);
    replies.read(Unpooled.wrappedBuffer(REPLY));
  }

  /** Takes a reply and forgets it. */
  private static final class Nobody implements ReplyReader.Sink {
    @Override
    public void forward(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void replied(boolean keepsAlive) {}

    @Override
    public void opaque() {}
  }
}
