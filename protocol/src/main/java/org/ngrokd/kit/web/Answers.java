package org.ngrokd.kit.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends answers, with the headers that keep what was captured from doing harm in a browser. */
public final class Answers {
  static final Answer BAD_REQUEST =
      Answer.text(HttpResponseStatus.BAD_REQUEST, "This is not HTTP that can be understood.");

  /** How long the rest of a request that was refused is read, and thrown away. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** No script but our files', nothing from elsewhere, in nobody's frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " frame-ancestors 'none'; form-action ";

  private static final String WITHOUT_FORMS = POLICY + "'none'";

  /** The same for a page with forms that are sent to ourselves. */
  static final String WITH_FORMS = POLICY + "'self'";

  private Answers() {}

  /**
   * Sends an answer to a request.
   *
   * @param memory of what waits for a slow reader
   * @return done when all of it has gone
   */
  static ChannelFuture send(
      ChannelHandlerContext ctx, Answer answer, Manner manner, AnswerMemory memory) {
    Optional<Pieces> pieces = answer.body().pieces();
    ChannelFuture sent =
        pieces.isPresent()
            ? stream(ctx, answer, input(ctx, pieces.get(), memory), manner)
            : write(ctx, answer, manner, memory);
    return sent.addListener(
        manner.keepAlive() ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
  }

  /**
   * How an answer is sent.
   *
   * @param isHead without its body
   * @param keepAlive whether more may be asked
   * @param isOld the reader knows no chunks
   */
  public record Manner(boolean isHead, boolean keepAlive, boolean isOld) {
    static Manner of(HttpRequest request) {
      boolean isOld = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
      return new Manner(
          request.method().equals(HttpMethod.HEAD), HttpUtil.isKeepAlive(request), isOld);
    }
  }

  /** Refuses a request, of which more may be on its way: it is read, so that the answer arrives. */
  public static void sendAndClose(ChannelHandlerContext ctx, Answer answer) {
    FullHttpResponse response = response(answer, false);
    HttpUtil.setKeepAlive(response, false);
    ctx.writeAndFlush(response).addListener(sent -> leave(ctx, sent.isSuccess()));
  }

  private static void leave(ChannelHandlerContext ctx, boolean isSent) {
    if (isSent && ctx.channel() instanceof DuplexChannel channel && channel.isActive()) {
      channel.shutdownOutput().addListener(done -> {});
      ctx.executor()
          .schedule(() -> close(ctx), LINGER.toMillis(), TimeUnit.MILLISECONDS)
          .addListener(done -> {});
    } else {
      close(ctx);
    }
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.close().addListener(closed -> {});
  }

  private static ChannelFuture write(
      ChannelHandlerContext ctx, Answer asked, Manner manner, AnswerMemory memory) {
    int length = manner.isHead() ? 0 : asked.body().bytes().length;
    AnswerMemory.Lease lease = memory.lease();
    Answer answer =
        lease.hold(length)
            ? asked
            : Answer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, memory.busy());
    FullHttpResponse response = response(answer, manner.isHead());
    HttpUtil.setKeepAlive(response, manner.keepAlive());
    return ctx.writeAndFlush(response).addListener(sent -> lease.close());
  }

  private static PiecesInput input(ChannelHandlerContext ctx, Pieces pieces, AnswerMemory memory) {
    ChunkedWriteHandler writer = ctx.pipeline().get(ChunkedWriteHandler.class);
    return new PiecesInput(pieces, memory, () -> writer.resumeTransfer());
  }

  private static ChannelFuture stream(
      ChannelHandlerContext ctx, Answer answer, PiecesInput input, Manner manner) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
    setHeaders(response.headers(), answer);
    HttpUtil.setKeepAlive(response, manner.keepAlive());
    HttpUtil.setTransferEncodingChunked(response, !manner.isOld());
    if (manner.isHead()) {
      input.close();
      ctx.write(response).addListener(sent -> {});
      return ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    ctx.write(response).addListener(sent -> {});
    return ctx.writeAndFlush(new HttpChunkedInput(input)).addListener(sent -> input.close());
  }

  private static FullHttpResponse response(Answer answer, boolean isHead) {
    byte[] body = answer.body().bytes();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            answer.status(),
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    if (!answer.status().equals(HttpResponseStatus.NO_CONTENT)) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    setHeaders(response.headers(), answer);
    return response;
  }

  private static void setHeaders(HttpHeaders headers, Answer answer) {
    if (!answer.type().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    }
    headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, WITHOUT_FORMS);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    answer.headers().forEach(headers::set);
  }
}
