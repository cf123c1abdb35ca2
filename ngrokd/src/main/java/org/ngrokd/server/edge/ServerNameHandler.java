package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;

/**
 * In the place of TLS until it is known which server a visitor wants. A tls tunnel's visitor is
 * joined with its client, and what it has sent goes on as it is. For all others TLS ends here: who
 * names no server, or one that has no tls tunnel, or whose bytes are no ClientHello that we
 * understand. Nothing is answered here, and nobody closed; that is left to TLS and to those above.
 *
 * <p>Confined to the event loop of its channel.
 */
public final class ServerNameHandler extends ChannelInboundHandlerAdapter {
  private final Supplier<ChannelHandler> tls;
  private final EdgeServices services;
  private final ConnectionLog log;
  private ByteBuf seen = Unpooled.EMPTY_BUFFER;

  /**
   * @param tls makes the handler with which TLS ends here
   */
  public ServerNameHandler(Supplier<ChannelHandler> tls, EdgeServices services, ConnectionLog log) {
    this.tls = tls;
    this.services = services;
    this.log = log;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    seen = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), seen, (ByteBuf) msg);
    InputMemory.of(ctx.channel()).keeps(BufferMemory.of(seen));
    if (!services.tunnels().hasTls()) {
      endTls(ctx);
      return;
    }
    ClientHello.Peek peek = ClientHello.peek(seen);
    if (peek != ClientHello.NoName.NEEDS_MORE) {
      wanted(peek).ifPresentOrElse(tunnel -> join(ctx, tunnel), () -> endTls(ctx));
    }
  }

  private Optional<Tunnel> wanted(ClientHello.Peek peek) {
    return peek instanceof ClientHello.ServerName name
        ? services.tunnels().find("tls", name.host())
        : Optional.empty();
  }

  private void join(ChannelHandlerContext ctx, Tunnel tunnel) {
    log.debug("New connection for {} from {}", tunnel, PeerAddress.of(ctx.channel()));
    VisitorGate.underWay(ctx.channel(), true);
    PublicConnection visitor = new PublicConnection(ctx.channel(), services.tcp(), log);
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.remove(HandlerNames.DEADLINE);
    pipeline.remove(HandlerNames.MEMORY);
    pipeline.remove(HandlerNames.ROLE);
    ByteBuf first = takeSeen(ctx);
    pipeline.remove(this);
    ctx.fireChannelRead(first); // to the visitor's end, which keeps it until it is started
    visitor.join(tunnel);
  }

  private void endTls(ChannelHandlerContext ctx) {
    ChannelHandler ending = tls.get();
    ByteBuf first = takeSeen(ctx);
    ctx.pipeline().replace(this, HandlerNames.TLS, ending);
    ctx.fireChannelRead(first);
  }

  private ByteBuf takeSeen(ChannelHandlerContext ctx) {
    InputMemory.of(ctx.channel()).keeps(0);
    ByteBuf taken = seen;
    seen = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    takeSeen(ctx).release();
  }
}
