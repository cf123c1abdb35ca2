package org.ngrokd.client.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.codec.FrameDecoder;
import org.ngrokd.protocol.codec.MessageDecoder;
import org.ngrokd.protocol.codec.MessageEncoder;
import org.ngrokd.protocol.codec.RecordLayout;

/** A client as old ones are: a control connection that says that it is there, and has no tunnel. */
final class IdleClient extends ChannelInitializer<Channel> {
  private static final int PING_SECONDS = 20;

  private final SslContext tls;
  private final Runnable ready;

  IdleClient(SslContext tls, Runnable ready) {
    this.tls = tls;
    this.ready = ready;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .pipeline()
        .addLast(tls.newHandler(channel.alloc()))
        .addLast(
            new FrameDecoder(),
            new MessageDecoder(),
            new MessageEncoder(RecordLayout.ONE_RECORD),
            new Control());
  }

  private final class Control extends SimpleChannelInboundHandler<Message> {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        send(ctx, new Message.Auth("2", "1.7", "", "", "linux", "amd64", "", List.of()));
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
      if (message instanceof Message.AuthResp) {
        ready.run();
        ctx.executor()
            .scheduleAtFixedRate(
                () -> send(ctx, new Message.Ping()), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS)
            .addListener(ended -> {});
      }
    }

    private static void send(ChannelHandlerContext ctx, Message message) {
      ctx.writeAndFlush(message).addListener(sent -> {});
    }
  }
}
