package org.ngrokd.server.cluster.links;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.function.Consumer;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;

/**
 * A connection between nodes, until it carries streams:
 *
 * <pre>
 *   tls | failures
 * </pre>
 *
 * After the handshake the handlers of {@link org.ngrokd.protocol.mux.MuxConnection} come between.
 */
final class Pipelines extends ChannelInitializer<Channel> {
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private final SslContext tls;
  private final Consumer<Channel> ready;
  private final Consumer<Throwable> failed;

  /**
   * @param ready is given a channel whose peer is a node, before anything that it sends
   * @param failed hears why it is none
   */
  Pipelines(SslContext tls, Consumer<Channel> ready, Consumer<Throwable> failed) {
    this.tls = tls;
    this.ready = ready;
    this.failed = failed;
  }

  @Override
  protected void initChannel(Channel channel) {
    boolean unused = channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    SslHandler handler = tls.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
    channel.pipeline().addLast(HandlerNames.TLS, handler);
    channel
        .pipeline()
        .addLast(HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.TUN)));
    handler
        .handshakeFuture()
        .addListener(
            (Future<Channel> done) -> {
              if (done.isSuccess()) {
                ready.accept(channel);
              } else {
                failed.accept(done.cause());
              }
            });
  }
}
