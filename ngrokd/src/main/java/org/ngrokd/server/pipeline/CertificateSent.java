package org.ngrokd.server.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;

/**
 * Sees, between TLS and the network, whether our certificate was sent in a handshake that came to
 * no good end: then the peer most likely did not like it. A peer that hangs up there is told as a
 * failure, which it is not anywhere else.
 *
 * <p>Confined to the channel's event loop; leaves the pipeline with the end of the handshake.
 */
final class CertificateSent extends ChannelOutboundHandlerAdapter {
  /** More than an alert and a HelloRetryRequest have, and less than any certificate. */
  private static final int LEAST_BYTES = 400;

  private final SslHandler tls;
  private int sent;

  private CertificateSent(SslHandler tls) {
    this.tls = tls;
  }

  /** Adds it before the handler whose place TLS takes. */
  static CertificateSent before(SslHandler tls, ChannelHandlerContext ctx) {
    CertificateSent watch = new CertificateSent(tls);
    ctx.pipeline().addBefore(ctx.name(), null, watch);
    return watch;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.executor().execute(() -> tls.handshakeFuture().addListener(done -> ended(ctx)));
  }

  private void ended(ChannelHandlerContext ctx) {
    Throwable failure = tls.handshakeFuture().cause();
    if (failure instanceof ClosedChannelException && isLast()) {
      ctx.fireExceptionCaught(failure);
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise written) {
    if (message instanceof ByteBuf bytes) {
      sent += bytes.readableBytes();
    }
    ctx.write(message, written).addListener(done -> {});
  }

  /** Whether that is the last that came of the handshake. */
  boolean isLast() {
    return sent >= LEAST_BYTES && !tls.handshakeFuture().isSuccess();
  }
}
