package org.ngrokd.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Fuzz target: PROXY headers. The first byte of the input says how the rest is cut. Whatever comes:
 * nothing is thrown, the cuts make no difference to who the visitor is, nothing leaks, and what
 * reaches the connection's own pipeline is the end of what came.
 */
public final class ProxyHeaderFuzz {
  private ProxyHeaderFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    Outcome whole = read(stream, Math.max(1, stream.length));
    Outcome cut = read(stream, 1 + (input[0] & 0x3f));
    check(whole.equals(cut), "cuts change the outcome: " + whole + " / " + cut);
    check(
        whole.begun() || whole.seen() == 0,
        "bytes reached a pipeline that has not begun: " + whole);
    check(whole.seen() <= stream.length, "more came out than went in");
  }

  private record Outcome(boolean begun, String visitor, int seen) {}

  private static Outcome read(byte[] stream, int piece) {
    Inner inner = new Inner();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    VisitorGate gate = new VisitorGate(0, 0, CidrList.NONE, new FloodReports(new LimitCounters()));
    ProxyHeaders all = new ProxyHeaders(true, CidrList.NONE, Duration.ofSeconds(10));
    channel.pipeline().addLast(new VisitorPipeline(() -> all, gate, inner));
    List<ByteBuf> pieces = new ArrayList<>();
    for (int from = 0; from < stream.length && channel.isOpen(); from += piece) {
      ByteBuf bytes = Unpooled.copiedBuffer(stream, from, Math.min(piece, stream.length - from));
      pieces.add(bytes);
      channel.writeInbound(bytes);
      channel.runPendingTasks();
    }
    String visitor = inner.begun ? PeerAddress.of(channel) : "";
    channel.finishAndReleaseAll();
    pieces.forEach(bytes -> check(bytes.refCnt() == 0, "a buffer leaks"));
    return new Outcome(inner.begun, visitor, inner.seen);
  }

  /** The pipeline of the listener. */
  private static final class Inner extends ChannelInitializer<Channel> {
    private boolean begun;
    private int seen;

    @Override
    protected void initChannel(Channel channel) {
      begun = true;
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object msg) {
                  ByteBuf bytes = (ByteBuf) msg;
                  seen += bytes.readableBytes();
                  bytes.release();
                }
              });
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
