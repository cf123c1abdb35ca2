package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;

/**
 * Ends a connection as soon as a record on it is broken. BoringSSL answers one with an alert, and
 * Netty notices the failure only with the next write, which may never come. So whenever TLS has
 * written something by itself while it read, it is made to look again. The JDK's TLS tells at once.
 *
 * <p>Stands between TLS and the network, from the end of the handshake on. Confined to the
 * channel's event loop.
 */
public final class BrokenRecordHandler extends ChannelDuplexHandler {
  private final SslHandler tls;
  private boolean isReading;

  /** At first: the end of the handshake may have come with more behind it. */
  private boolean hasWritten = true;

  private BrokenRecordHandler(SslHandler tls) {
    this.tls = tls;
  }

  /** Watches over this TLS, once its handshake is done. */
  public static void watch(SslHandler tls) {
    if (tls.engine() instanceof ReferenceCountedOpenSslEngine) {
      tls.handshakeFuture()
          .addListener(
              (Future<Channel> done) -> {
                if (done.isSuccess()) {
                  join(done.getNow().pipeline(), tls);
                }
              });
    }
  }

  private static void join(ChannelPipeline pipeline, SslHandler tls) {
    ChannelHandlerContext next = pipeline.context(tls);
    if (next != null) {
      pipeline.addBefore(next.name(), null, new BrokenRecordHandler(tls));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    isReading = true;
    ctx.fireChannelRead(message);
    isReading = false;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise written) {
    hasWritten |= isReading;
    ctx.write(message, written).addListener(done -> {});
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    ctx.fireChannelReadComplete();
    ChannelHandlerContext next = ctx.pipeline().context(tls);
    if (hasWritten && next != null) {
      hasWritten = false;
      tls.flush(next);
    }
  }
}
