package org.ngrokd.server.ssh;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;
import org.ngrokd.server.listen.ConnectionMemoryHandler;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.ssh.SshHandler;

/**
 * A connection of the gateway:
 *
 * <pre>
 *   memory | role: SshHandler | failures
 * </pre>
 *
 * Whatever it is, it is for this one from its first byte.
 */
@ChannelHandler.Sharable
final class SshPipeline extends ChannelInitializer<Channel> {
  /** A few of the largest packets: enough to keep a fast line busy between two looks at it. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private final SshContext context;
  private final Connections connections;

  SshPipeline(SshContext context, Connections connections) {
    this.context = context;
    this.connections = connections;
  }

  /** One read a turn: who floods it with small packets must not keep the event loop for itself. */
  private static RecvByteBufAllocator reads() {
    return new AdaptiveRecvByteBufAllocator(1024, 16 * 1024, 64 * 1024).maxMessagesPerRead(1);
  }

  @Override
  protected void initChannel(Channel channel) {
    SocketAddress peer = PeerAddress.socketAddress(channel);
    if (peer == null) {
      channel.close().addListener(closed -> {}); // it is gone already
      return;
    }
    if (!context.limits().starts().admit(channel)) {
      return;
    }
    ConnectionLog log = ConnectionLog.next(ConnectionType.SSH);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    channel.config().setRecvByteBufAllocator(reads());
    channel
        .pipeline()
        .addLast(
            HandlerNames.MEMORY,
            new ConnectionMemoryHandler(channel, context.limits().memory(), log))
        .addLast(
            HandlerNames.ROLE,
            new SshHandler(connections, peer, line -> SshConnection.begun(line, log)))
        .addLast(
            HandlerNames.FAILURES,
            new FailureHandler(log, context.limits().gate().reports().news()));
  }
}
