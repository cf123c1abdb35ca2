package org.ngrokd.client.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.PassingBody;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.net.Failures;

/**
 * One request and its reply: a stream of the connection. Confined to the event loop of the
 * connection, but for {@link #unsent}.
 */
final class Exchange extends ChannelInboundHandlerAdapter {
  private final RequestHead request;
  private final PassingBody body;
  private final BooleanSupplier goesOn;
  private final Listener listener;
  private @Nullable Http2StreamChannel stream;
  private @Nullable ReplyHead reply;
  private boolean isSent;
  private boolean isReplied;
  private long passed;
  private boolean isOver;
  private volatile long unsent;

  /** Hears what the service says. */
  interface Listener {
    /** Bytes of HTTP/1 for the visitor. */
    void forward(ByteBuf bytes);

    /** For now no more of them. */
    void burst();

    /** The reply is whole. */
    void replied();

    /** It takes more, or no more for now. */
    void writabilityChanged();

    /** The stream broke; what is missing never comes. */
    void broke(String reason);
  }

  /**
   * @param goesOn whether the connection takes another request, as of now
   */
  Exchange(RequestHead request, BooleanSupplier goesOn, Listener listener) {
    this.request = request;
    this.body = PassingBody.contentOf(request.body());
    this.goesOn = goesOn;
    this.listener = listener;
  }

  /** The stream is there: the head goes out. */
  void begin(Http2StreamChannel newStream, String scheme) {
    stream = newStream;
    boolean isAll = body.isDone();
    isSent = isAll;
    write(new DefaultHttp2HeadersFrame(RequestHeaders.of(request, scheme), isAll), 0);
  }

  /** Takes what belongs to the body out of the buffer. */
  void take(ByteBuf bytes) throws BadMessageException {
    bytes.retain(); // a write that fails ends all, with the buffer
    try {
      body.pass(bytes, this::writeData);
    } finally {
      bytes.release();
    }
    if (body.isDone() && !isSent) {
      isSent = true;
      HeaderLines trailers = body.trailers();
      write(
          trailers.size() == 0
              ? new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true)
              : new DefaultHttp2HeadersFrame(RequestHeaders.trailers(trailers), true),
          0);
    }
  }

  private void writeData(ByteBuf part) {
    int length = part.readableBytes();
    write(new DefaultHttp2DataFrame(BufferMemory.compact(part), false), length);
  }

  private void write(Object frame, int length) {
    if (stream == null || isOver) {
      ReferenceCountUtil.release(frame);
      return;
    }
    count(length);
    stream
        .write(frame)
        .addListener(
            written -> {
              count(-length);
              if (!written.isSuccess()) {
                broke(Failures.oneLine(written.cause()));
              }
            });
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  private void count(int bytes) {
    unsent += bytes;
  }

  /** What the service has not taken, in bytes. Any thread. */
  long unsent() {
    return unsent;
  }

  void flush() {
    if (stream != null) {
      stream.flush();
    }
  }

  boolean isWritable() {
    return stream == null || isOver || stream.isWritable();
  }

  /** The visitor takes more, or no more for now. */
  void pause(boolean paused) {
    if (stream != null) {
      stream.config().setAutoRead(!paused);
    }
  }

  /** Whether the stream is there. */
  boolean isOpen() {
    return stream != null;
  }

  /** Whether the request has been read to its end. */
  boolean isSent() {
    return isSent;
  }

  boolean isReplied() {
    return isReplied;
  }

  /** Whether the visitor has got any of the reply. */
  boolean isBegun() {
    return reply != null;
  }

  /** Whether visitor and service go on behind it. */
  boolean keepsAlive() {
    return reply != null && reply.keepsAlive();
  }

  /** Whether the visitor goes on by HTTP/1.1. */
  private boolean isKept() {
    return request.isHttp11() && request.keepsAlive();
  }

  /** Gives it up: the service is told that nobody waits. */
  void cancel() {
    Http2StreamChannel open = stream;
    if (!isOver && open != null) {
      isOver = true;
      if (open.isActive()) {
        open.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL)).addListener(sent -> {});
      }
      open.close().addListener(closed -> {});
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      if (isOver || isReplied) {
        return;
      }
      if (frame instanceof Http2HeadersFrame headers) {
        headers(headers.headers(), headers.isEndStream());
      } else if (frame instanceof Http2DataFrame data) {
        data(data);
      }
    } catch (IllegalArgumentException e) {
      broke(String.valueOf(e.getMessage()));
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void headers(Http2Headers headers, boolean isLast) {
    if (reply != null) {
      replied(headers);
      return;
    }
    int status = ReplyHead.status(headers);
    if (status / 100 == 1) {
      if (request.isHttp11()) {
        listener.forward(ReplyHead.interim(headers));
      }
      return;
    }
    ReplyHead head =
        ReplyHead.of(
            headers,
            new ReplyHead.Wish(
                request.isHead(), request.isHttp11(), isLast, isKept() && goesOn.getAsBoolean()));
    reply = head;
    listener.forward(head.bytes());
    if (isLast) {
      replied(EmptyHttp2Headers.INSTANCE);
    }
  }

  private void data(Http2DataFrame data) {
    ReplyHead head = reply;
    ByteBuf content = data.content();
    if (head == null) {
      throw new IllegalArgumentException("a body without a head");
    }
    if (content.isReadable() && head.length() != 0) { // to HEAD, 204 and 304 nothing follows
      passed += content.readableBytes();
      if (head.isChunked()) {
        String size = Integer.toHexString(content.readableBytes()) + "\r\n";
        listener.forward(Unpooled.copiedBuffer(size, StandardCharsets.US_ASCII));
        listener.forward(content.retain());
        listener.forward(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
      } else {
        listener.forward(content.retain());
      }
    }
    if (data.isEndStream()) {
      replied(EmptyHttp2Headers.INSTANCE);
    }
  }

  private void replied(Http2Headers trailers) {
    if (reply != null && reply.length() > passed) {
      throw new IllegalArgumentException("a body shorter than its head says");
    }
    if (reply != null && reply.isChunked()) {
      listener.forward(ReplyHead.lastChunk(trailers));
    }
    isReplied = true;
    listener.replied();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    listener.burst();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    listener.writabilityChanged();
  }

  /** A reset, or the end of the whole connection for streams that it never saw. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      Http2Error error = Http2Error.valueOf(reset.errorCode());
      broke("it reset the stream (" + (error == null ? reset.errorCode() : error.name()) + ")");
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    broke(Failures.oneLine(failure));
    ctx.close().addListener(closed -> {});
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broke("the connection ended");
  }

  private void broke(String reason) {
    if (!isOver && !(isReplied && isSent)) {
      isOver = true;
      listener.broke(reason);
    }
  }
}
