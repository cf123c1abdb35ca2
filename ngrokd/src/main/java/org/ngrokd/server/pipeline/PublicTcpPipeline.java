package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.TcpContext;
import org.ngrokd.server.edge.TcpVisitorHandler;
import org.ngrokd.server.listen.FirstBytesHandler;
import org.ngrokd.server.tunnel.Served;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;

/**
 * A visitor of a tcp tunnel:
 *
 * <pre>
 *   first-bytes | role: TcpVisitorHandler | failures
 * </pre>
 *
 * The first goes with the first bytes; the role makes room for the relay's handler at once.
 */
final class PublicTcpPipeline extends ChannelInitializer<Channel> {
  private final TcpContext context;
  private final FailureHandler.News news;
  private volatile @Nullable Served served;

  PublicTcpPipeline(TcpContext context, FailureHandler.News news) {
    this.context = context;
    this.news = news;
  }

  /** Whose visitors they are; told before the first is accepted. */
  void serve(Served serving) {
    served = serving;
  }

  @Override
  protected void initChannel(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
    Optional<Tunnel> tunnel = Objects.requireNonNull(served, "no tunnel yet").choose(null);
    if (tunnel.isEmpty()) { // the last of those who share the port has just gone
      channel.close().addListener(closed -> {});
      return;
    }
    TcpVisitorHandler role = new TcpVisitorHandler(tunnel.get(), context, log);
    channel.pipeline().addLast(HandlerNames.FIRST_BYTES, new FirstBytesHandler());
    channel.pipeline().addLast(HandlerNames.ROLE, role);
    channel.pipeline().addLast(HandlerNames.FAILURES, new FailureHandler(log, news));
  }
}
