package org.ngrokd.client.siege;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.ngrokd.streams.net.Transport;

/**
 * A local service behind a tunnel, on an event loop.
 *
 * <pre>
 *   GET /big      4 MB
 *   GET /xml      46 KB of elements inside each other
 *   GET /much     900 KB that compress badly
 *   Upgrade: …    an upgrade, and nothing after it
 *   GET …, POST … the service's name
 *   else          no HTTP: everything comes back
 * </pre>
 */
final class Service implements AutoCloseable {
  private final Channel listener;

  private Service(Channel listener) {
    this.listener = listener;
  }

  /** One that answers with its name. */
  static Service answering(EventLoopGroup loop, String name) {
    return listen(loop, channel -> channel.pipeline().addLast(new Answering(name)));
  }

  /** One that takes connections and nothing else. */
  static Service mute(EventLoopGroup loop) {
    return listen(loop, channel -> channel.config().setAutoRead(false));
  }

  private static Service listen(EventLoopGroup loop, java.util.function.Consumer<Channel> prepare) {
    return new Service(
        new ServerBootstrap()
            .group(loop)
            .channel(Transport.best().serverSocket())
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    prepare.accept(channel);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel());
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }

  private static final class Answering extends ChannelInboundHandlerAdapter {
    private final String name;
    private final StringBuilder head = new StringBuilder();
    private long body;
    private boolean isEcho;

    Answering(String name) {
      this.name = name;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (head.isEmpty() && body == 0 && !isEcho) {
        int first = bytes.getByte(bytes.readerIndex());
        isEcho = "GHP".indexOf(first) < 0;
      }
      if (isEcho) {
        ctx.writeAndFlush(bytes).addListener(sent -> {});
        return;
      }
      try {
        read(ctx, bytes);
      } finally {
        bytes.release();
      }
    }

    private void read(ChannelHandlerContext ctx, ByteBuf bytes) {
      while (bytes.isReadable()) {
        if (body > 0) {
          int skipped = (int) Math.min(body, bytes.readableBytes());
          bytes.skipBytes(skipped);
          body -= skipped;
          continue;
        }
        head.append((char) bytes.readUnsignedByte());
        int end = head.length() - 4;
        if (end >= 0 && head.substring(end).equals("\r\n\r\n")) {
          answer(ctx, head.toString());
          head.setLength(0);
        }
      }
    }

    private void answer(ChannelHandlerContext ctx, String request) {
      String lower = request.toLowerCase(Locale.ROOT);
      int length = lower.indexOf("\r\ncontent-length: ");
      if (length >= 0) {
        body = Long.parseLong(lower.substring(length + 18, lower.indexOf('\r', length + 18)));
      }
      if (lower.contains("\r\nupgrade: ")) {
        send(
            ctx,
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            Unpooled.EMPTY_BUFFER);
        return;
      }
      Content content = Content.of(request.split(" ", 3)[1]);
      ByteBuf body =
          content == Content.NAME ? ByteBufUtil.writeAscii(ctx.alloc(), name) : content.bytes();
      String reply =
          "HTTP/1.1 200 OK\r\nContent-Type: "
              + content.type()
              + "\r\nContent-Length: "
              + body.readableBytes()
              + "\r\n\r\n";
      send(ctx, reply, request.startsWith("HEAD ") ? Unpooled.EMPTY_BUFFER : body);
    }

    private static void send(ChannelHandlerContext ctx, String head, ByteBuf content) {
      ctx.write(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1)).addListener(sent -> {});
      ctx.writeAndFlush(content).addListener(sent -> {});
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close().addListener(closed -> {});
    }
  }
}
