package org.ngrokd.server.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.streams.net.HandlerNames;

/**
 * Tells clients that come by ssh to the https port from visitors, and puts the pipeline for the one
 * or the other in place:
 *
 * <pre>
 *   first-bytes
 * </pre>
 *
 * Whoever says "S" speaks ssh: no TLS begins so. Nor does TLS begin with silence, as some ssh
 * clients do, which wait for the server's first word.
 */
public final class SshBesideTls extends ChannelInitializer<Channel> {
  /** So long a visitor's TLS may take to begin; most of all ssh clients do not wait at all. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Supplier<Optional<ChannelHandler>> ssh;
  private final ClientGate clients;
  private final ChannelHandler tls;

  /**
   * @param ssh for clients; empty while there is none yet
   * @param clients lets these in
   * @param tls for visitors
   */
  public SshBesideTls(
      Supplier<Optional<ChannelHandler>> ssh, ClientGate clients, ChannelHandler tls) {
    this.ssh = ssh;
    this.clients = clients;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.pipeline().addLast(HandlerNames.FIRST_BYTES, new FirstByte());
  }

  /** Confined to the event loop of its channel. */
  private final class FirstByte extends ChannelInboundHandlerAdapter {
    private @Nullable ScheduledFuture<?> silence;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      silence = ctx.executor().schedule(() -> ssh(ctx), PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      if (silence != null) {
        silence.cancel(false);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == 'S') {
        ssh(ctx);
      } else {
        ctx.pipeline().addLast(tls);
        ctx.pipeline().remove(this);
      }
      ctx.fireChannelRead(bytes);
    }

    /** It is a client from now on, which has said nothing of itself yet. */
    private void ssh(ChannelHandlerContext ctx) {
      Channel channel = ctx.channel();
      if (!channel.isActive()) {
        return;
      }
      Optional<ChannelHandler> pipeline = ssh.get();
      if (pipeline.isEmpty() || !clients.admit(channel)) {
        channel.close().addListener(closed -> {});
        return;
      }
      VisitorGate.underWay(channel, true);
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
      ctx.pipeline().addLast(pipeline.get());
      ctx.pipeline().remove(this);
    }
  }
}
