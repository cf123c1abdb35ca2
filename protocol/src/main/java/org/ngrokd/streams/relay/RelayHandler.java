package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/** Translates the events of a relayed channel into calls on its {@link ChannelEnd}. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
  private final ChannelEnd end;

  RelayHandler(ChannelEnd end) {
    this.end = end;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      end.received(bytes);
    } else if (msg == LastChunk.INSTANCE) {
      end.finished();
    } else {
      ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    end.receivedBurst();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean closeNotify = event instanceof SslCloseCompletionEvent close && close.isSuccess();
    boolean fin = event instanceof ChannelInputShutdownEvent;
    if (fin && end.isBroken()) {
      end.broke(); // epoll tells of a connection that was reset that it has ended, too
    } else if ((closeNotify || fin) && end.kind().endsWithConnection()) {
      end.finished();
    }
    ReferenceCountUtil.release(event); // it goes no further: nobody but the relay ends the relay
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    end.writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end.closed();
  }

  /** The failures handler below it in the log tells of it; here it only ends the stream. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof ChannelOutputShutdownException && ctx.channel().isActive()) {
      end.writingFailed();
      return;
    }
    end.broke();
    ctx.fireExceptionCaught(cause);
  }
}
