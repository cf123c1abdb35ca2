package org.ngrokd.streams.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.ngrokd.streams.net.HandlerNames;

/** How the end of one direction is said on a socket, and how it is heard. */
public enum StreamKind {
  /** Plain TCP: a FIN each way. The channel must allow half-closure. */
  TCP {
    @Override
    ChannelFuture sayEnd(Channel channel) {
      return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }
  },

  /**
   * TLS, the stream ending with a close_notify (or, from sloppy peers, just with the connection).
   * Most peers take it for the end of both directions.
   */
  TLS {
    @Override
    ChannelFuture sayEnd(Channel channel) {
      channel.flush();
      SslHandler tls = (SslHandler) channel.pipeline().get(HandlerNames.TLS);
      return tls.closeOutbound();
    }
  },

  /** TLS with the stream in chunks: a last chunk each way; a connection without it broke off. */
  CHUNKED_TLS {
    @Override
    ChannelFuture sayEnd(Channel channel) {
      return channel.writeAndFlush(LastChunk.INSTANCE);
    }
  };

  /**
   * Sends everything written so far, and the end of this direction where that is more than a FIN,
   * which a close sends, too. On the event loop.
   */
  abstract ChannelFuture sayEnd(Channel channel);

  /** Sends everything written so far and then the end of this direction. On the event loop. */
  ChannelFuture finishSending(Channel channel) {
    ChannelFuture said = sayEnd(channel);
    return endsWithConnection() ? said.addListener(sent -> shutDownOutput(channel, sent)) : said;
  }

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

  /**
   * Ends our direction of the connection below the stream: a peer that knows TLS or chunks can tell
   * that the stream broke. On the event loop.
   */
  void endWithoutGoodbye(Channel channel) {
    shutDownOutput(channel, channel.newSucceededFuture());
  }

  /** Whether a peer that closes its side of the connection has thereby ended the stream. */
  boolean endsWithConnection() {
    return this != CHUNKED_TLS;
  }

  /** Below Netty where that is possible: it makes an exception for whoever might still write. */
  private static void shutDownOutput(Channel channel, Future<? super Void> sent) {
    if (!sent.isSuccess()) {
      return;
    }
    if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
      try {
        socket.shutdown(false, true);
      } catch (IOException | NotYetConnectedException e) {
        channel.close().addListener(closed -> {}); // the peer is gone
      }
    } else if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput().addListener(shutDown -> {});
    }
  }
}
