package org.ngrokd.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.codec.FrameDecoder;
import org.ngrokd.protocol.codec.MessageDecoder;
import org.ngrokd.protocol.codec.MessageEncoder;
import org.ngrokd.protocol.codec.RecordLayout;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.relay.RelayEnd;

/** Protocol: §5 "the next is tried, up to 20". */
class PooledProxiesTest {
  private final EmbeddedChannel control = new EmbeddedChannel();
  private final AtomicInteger asked = new AtomicInteger();
  private EmbeddedChannel next = new EmbeddedChannel();
  private final ProxyPool pool =
      new ProxyPool(
          control.eventLoop(), ClientGate.open().waitingRoom(control), this::clientOpensTheNext);
  private final PooledProxies proxies = new PooledProxies(pool, control.eventLoop(), false);
  private final Tunnel tunnel =
      new Tunnel(
          new PublicUrl(TunnelProtocol.HTTP, "a.test"),
          TunnelRules.OPEN,
          proxies,
          Tunnel.Release.NOTHING);

  private void clientOpensTheNext() {
    asked.incrementAndGet();
    ProxyConnection proxy = new ProxyConnection(next, ConnectionLog.next(ConnectionType.PXY));
    control.eventLoop().execute(() -> pool.offer(proxy));
  }

  private Future<RelayEnd> open() {
    Future<RelayEnd> opened = proxies.open(tunnel, "192.0.2.1:5", control.eventLoop());
    for (int i = 0; i < 100; i++) { // each hands work to the other
      control.runPendingTasks();
      next.runPendingTasks();
    }
    return opened;
  }

  @Test
  void connectionsThatDoNotTakeTheStartAreGivenUpAfterTwenty() {
    next = new EmbeddedChannel(new RefusesWrites());

    Future<RelayEnd> opened = open();

    assertThat(asked).hasValue(20);
    assertThat(opened.cause()).hasMessage("Broken pipe");
  }

  @Test
  void onceOneIsStartedOneMoreIsAskedFor() {
    next = liveConnection();

    Future<RelayEnd> opened = open();

    assertThat(opened.isSuccess()).isTrue();
    assertThat(asked).hasValue(2);
    opened.getNow().reset();
    next.finishAndReleaseAll();
  }

  @Test
  void visitorWhoLeftBeforeTheStartLeavesTheConnectionToTheNext() {
    next = liveConnection();
    Future<RelayEnd> left = proxies.open(tunnel, "192.0.2.1:5", control.eventLoop());

    left.cancel(false);
    for (int i = 0; i < 10; i++) {
      control.runPendingTasks();
      next.runPendingTasks();
    }
    assertThat(next.<Object>readOutbound()).isNull();
    Future<RelayEnd> opened = open();

    assertThat(opened.isSuccess()).isTrue();
    opened.getNow().reset();
    next.finishAndReleaseAll();
  }

  private static EmbeddedChannel liveConnection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast(HandlerNames.FRAMES, new FrameDecoder());
    channel.pipeline().addLast(HandlerNames.MESSAGE_DECODER, new MessageDecoder());
    channel
        .pipeline()
        .addLast(HandlerNames.MESSAGE_ENCODER, new MessageEncoder(RecordLayout.HEADER_APART));
    channel.pipeline().addLast(HandlerNames.ROLE, new io.netty.channel.ChannelDuplexHandler());
    return channel;
  }

  private static final class RefusesWrites extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.setFailure(new IOException("Broken pipe"));
    }
  }
}
