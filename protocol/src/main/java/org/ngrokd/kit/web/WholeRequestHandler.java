package org.ngrokd.kit.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bodies of requests, up to a length and as long as there is memory for them; what is
 * above is refused with 413. Confined to the connection's event loop.
 */
public final class WholeRequestHandler extends ChannelInboundHandlerAdapter {
  private final int longest;
  private final AnswerMemory memory;
  private final String tooLong;
  private AnswerMemory.Lease lease;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable HttpRequest head;
  private boolean isRefused;

  /**
   * @param longest the longest body, in bytes
   * @param tooLong what somebody is told who sends more
   */
  public WholeRequestHandler(int longest, AnswerMemory memory, String tooLong) {
    this.longest = longest;
    this.memory = memory;
    this.tooLong = tooLong;
    this.lease = memory.bodies();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isRefused) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest || message instanceof HttpContent) {
      collect(ctx, message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void collect(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (message instanceof HttpContent part && !isRefused) {
        add(ctx, part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    head = request;
    if (HttpUtil.getContentLength(request, 0L) > longest) {
      refuse(ctx);
    } else if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER))
          .addListener(sent -> {});
    }
  }

  private void add(ChannelHandlerContext ctx, HttpContent part) {
    ByteBuf bytes = part.content();
    int size = body.size() + bytes.readableBytes();
    if (size > longest || !lease.hold(size)) {
      refuse(ctx);
      return;
    }
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.getBytes(bytes.readerIndex(), copy);
    body.writeBytes(copy);
    HttpRequest whole = head;
    if (part instanceof LastHttpContent && whole != null) {
      pass(ctx, whole);
    }
  }

  private void pass(ChannelHandlerContext ctx, HttpRequest whole) {
    ByteBuf bytes = Unpooled.wrappedBuffer(body.toByteArray());
    AnswerMemory.Lease charged = lease;
    forget();
    try {
      ctx.fireChannelRead(
          new DefaultFullHttpRequest(
              whole.protocolVersion(),
              whole.method(),
              whole.uri(),
              bytes,
              whole.headers(),
              EmptyHttpHeaders.INSTANCE));
    } finally {
      charged.close();
    }
  }

  private void forget() {
    body = new ByteArrayOutputStream();
    lease = memory.bodies();
    head = null;
  }

  private void refuse(ChannelHandlerContext ctx) {
    isRefused = true;
    lease.close();
    forget();
    Answers.sendAndClose(ctx, Answer.text(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, tooLong));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lease.close();
    ctx.fireChannelInactive();
  }
}
