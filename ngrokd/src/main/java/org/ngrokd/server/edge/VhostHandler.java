package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.HandlerNames;
import org.ngrokd.protocol.net.PeerAddress;
import org.ngrokd.protocol.relay.ActiveRelays;
import org.ngrokd.protocol.relay.StreamKind;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRegistry;

/**
 * Reads a visitor's first request head and hands the connection to the tunnel of its host. What was
 * read goes on to the local service unchanged.
 *
 * <p>Protocol: §4 "Matching", §5.
 */
public final class VhostHandler extends ChannelInboundHandlerAdapter {
  /** The longest head, in bytes. */
  private static final int LIMIT = 64 * 1024;

  private final String protocol;
  private final TunnelRegistry tunnels;
  private final ActiveRelays relays;
  private final ConnectionLog log;
  private @Nullable ByteBuf read;
  private int searched;

  /**
   * @param protocol "http" or "https"
   */
  public VhostHandler(
      String protocol, TunnelRegistry tunnels, ActiveRelays relays, ConnectionLog log) {
    this.protocol = protocol;
    this.tunnels = tunnels;
    this.relays = relays;
    this.log = log;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf bytes = (ByteBuf) msg;
    read =
        read == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), read, bytes);
    int end = RequestHead.end(read, searched);
    searched = Math.max(0, read.writerIndex() - 3);
    if (end >= 0) {
      route(ctx, read, end);
    } else if (read.readableBytes() > LIMIT) {
      refuse(ctx, "head above 64 KiB");
    }
  }

  private void route(ChannelHandlerContext ctx, ByteBuf bytes, int end) {
    RequestHead head;
    try {
      head = RequestHead.parse(RequestHead.text(bytes, end));
    } catch (BadRequestException e) {
      refuse(ctx, String.valueOf(e.getMessage()));
      return;
    }
    Optional<Tunnel> found = tunnels.find(protocol, head.host());
    if (found.isEmpty()) {
      log.debug("No tunnel {} (peer {})", head.host(), PeerAddress.of(ctx.channel()));
      takeOver(ctx).reply(HttpReplies.notFound(head.host()));
    } else if (isRefused(found.get(), head)) {
      log.debug("Wrong or no password (peer {})", PeerAddress.of(ctx.channel()));
      takeOver(ctx).reply(HttpReplies.notAuthorized());
    } else {
      join(ctx, found.get(), head, bytes);
    }
  }

  private static boolean isRefused(Tunnel tunnel, RequestHead head) {
    String httpAuth = tunnel.rules().httpAuth();
    return !httpAuth.isEmpty() && !BasicAuth.matches(head.authorization(), httpAuth);
  }

  private void join(ChannelHandlerContext ctx, Tunnel tunnel, RequestHead head, ByteBuf bytes) {
    log.debug("New connection for {} from {}", tunnel, PeerAddress.of(ctx.channel()));
    read = null; // it is the relay's from here on
    PublicConnection visitor = takeOver(ctx);
    ctx.fireChannelRead(bytes); // what was read goes first
    visitor.join(tunnel, Optional.of(HttpReplies.gatewayTimeout(head.host())));
  }

  private void refuse(ChannelHandlerContext ctx, String reason) {
    log.debug("Bad request: {} (peer {})", reason, PeerAddress.of(ctx.channel()));
    takeOver(ctx).reply(HttpReplies.badRequest());
  }

  private PublicConnection takeOver(ChannelHandlerContext ctx) {
    boolean secure = protocol.equals("https");
    PublicConnection taken =
        new PublicConnection(ctx.channel(), secure ? StreamKind.TLS : StreamKind.TCP, relays, log);
    ctx.pipeline().remove(HandlerNames.DEADLINE);
    ctx.pipeline().remove(this);
    return taken;
  }

  /** Who has finished sending without a head will never send one. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      ctx.close().addListener(closed -> {});
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (read != null) {
      read.release();
      read = null;
    }
  }
}
