package org.ngrokd.client.web;

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
import org.ngrokd.client.inspect.CaptureMemory;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Answers;

/**
 * Collects the bodies of requests, up to a length and as long as the inspector has memory for them;
 * what is above is refused with 413. Confined to the pages' event loop.
 */
final class WholeRequestHandler extends ChannelInboundHandlerAdapter {
  /**
   * The longest body, in bytes: an archive with what was captured, and more. It is in memory as
   * bytes, as text, as values and as what is kept of them.
   */
  static final int LONGEST =
      (int) Math.min(128 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

  private final int longest;
  private final Workspace workspace;
  private CaptureMemory.Account memory;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable HttpRequest head;
  private boolean isRefused;

  WholeRequestHandler(int longest, Workspace workspace) {
    this.longest = longest;
    this.workspace = workspace;
    this.memory = workspace.account();
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
    boolean isCharged = size <= Workspace.SMALL || memory.test(bytes.readableBytes());
    if (size > longest || !isCharged) {
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
    CaptureMemory.Account charged = memory;
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
    memory = workspace.account();
    head = null;
  }

  private void refuse(ChannelHandlerContext ctx) {
    isRefused = true;
    memory.close();
    forget();
    Answers.sendAndClose(
        ctx,
        Answer.text(
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            "That is too long: a request may have "
                + longest
                + " bytes, and no more than inspect_memory."));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    memory.close();
    ctx.fireChannelInactive();
  }
}
