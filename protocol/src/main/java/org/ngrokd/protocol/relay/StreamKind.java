package org.ngrokd.protocol.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.ngrokd.protocol.net.HandlerNames;

/** How the end of one direction is said on a socket, and how it is heard. */
public enum StreamKind {
  /** Plain TCP: a FIN each way. The channel must allow half-closure. */
  TCP {
    @Override
    ChannelFuture finishSending(Channel channel) {
      return thenShutDownOutput(channel, channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
    }
  },

  /**
   * TLS, the stream ending with a close_notify (or, from sloppy peers, just with the connection).
   * Most peers take it for the end of both directions.
   */
  TLS {
    @Override
    ChannelFuture finishSending(Channel channel) {
      channel.flush();
      SslHandler tls = (SslHandler) channel.pipeline().get(HandlerNames.TLS);
      return thenShutDownOutput(channel, tls.closeOutbound());
    }
  },

  /** TLS with the stream in chunks: a last chunk each way; a connection without it broke off. */
  CHUNKED_TLS {
    @Override
    ChannelFuture finishSending(Channel channel) {
      return channel.writeAndFlush(LastChunk.INSTANCE);
    }
  };

  /** Sends everything written so far and then the end of this direction. On the event loop. */
  abstract ChannelFuture finishSending(Channel channel);

  /**
   * Closes so that the peer can tell that the stream broke: with a RST, and below TLS, which would
   * say goodbye in order. On the event loop.
   */
  void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext tls = channel.pipeline().context(HandlerNames.TLS);
    ChannelFuture closing = tls == null ? channel.close() : tls.close();
    closing.addListener(closed -> {});
  }

  /** Whether a peer that closes its side of the connection has thereby ended the stream. */
  boolean endsWithConnection() {
    return this != CHUNKED_TLS;
  }

  private static ChannelFuture thenShutDownOutput(Channel channel, ChannelFuture written) {
    return written.addListener(
        future -> {
          if (future.isSuccess() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(shutDown -> {});
          }
        });
  }
}
