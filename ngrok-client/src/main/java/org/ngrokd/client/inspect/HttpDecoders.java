package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP decoders, as generous as a watcher has to be, and what they give as records. */
final class HttpDecoders {
  /** What the server lets through, and more. */
  private static final int LONGEST_LINE = 256 * 1024;

  private static final int PIECE = 64 * 1024;

  static final int SWITCHING_PROTOCOLS = 101;

  private HttpDecoders() {}

  private static HttpDecoderConfig config(HeadMemory memory) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(LONGEST_LINE)
        .setMaxHeaderSize(LONGEST_LINE)
        .setMaxChunkSize(PIECE)
        .setHeadersFactory(memory) // as lax as headers can be
        .setTrailersFactory(memory)
        .setAllowDuplicateContentLengths(true);
  }

  static RequestDecoder ofRequests() {
    return new RequestDecoder(new HeadMemory());
  }

  /**
   * Knows whether a request has begun of which nothing was told yet. What comes behind a request
   * that asks to leave HTTP is held until its reply tells what it is.
   */
  static final class RequestDecoder extends HttpRequestDecoder {
    private final HeadMemory memory;
    private boolean isLineRead;
    private boolean asksToLeave;
    private boolean isHolding;

    private RequestDecoder(HeadMemory memory) {
      super(config(memory));
      this.memory = memory;
      setCumulator(memory);
    }

    /** What it holds at the moment, in bytes. */
    long memory() {
      return memory.held(internalBuffer());
    }

    /** Whether it keeps a whole read buffer alive for what is left of it. */
    boolean holdsForeignBuffer() {
      return memory.isForeign(internalBuffer());
    }

    @Override
    protected HttpMessage createMessage(String[] line) throws Exception {
      isLineRead = true;
      memory.line(line);
      return super.createMessage(line);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
        throws Exception {
      if (isHolding) {
        return;
      }
      int before = out.size();
      super.decode(ctx, bytes, out);
      isLineRead &= out.size() == before;
      out.subList(before, out.size()).forEach(this::look);
    }

    private void look(Object part) {
      if (part instanceof HttpRequest head) {
        asksToLeave =
            head.method().equals(HttpMethod.CONNECT)
                || head.headers().contains(HttpHeaderNames.UPGRADE);
      }
      memory.decoded(part);
      isHolding = asksToLeave && part instanceof LastHttpContent;
    }

    /** The two go on with HTTP. */
    void stay() {
      asksToLeave = false;
      isHolding = false;
    }

    /** What came behind a request that asks to leave HTTP; it stays the decoder's. */
    ByteBuf held() {
      return isHolding ? internalBuffer() : Unpooled.EMPTY_BUFFER;
    }

    boolean holdsPartOfHead() {
      return isLineRead || actualReadableBytes() > 0;
    }

    /** Chunks count, though the length is told as well. Protocol: RFC 9112 §6.3. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
      clearContentLength();
    }
  }

  /**
   * @param asked the request that the next reply is for; null when there is none
   */
  static ReplyDecoder ofReplies(Supplier<@Nullable AskedFor> asked) {
    return new ReplyDecoder(new HeadMemory(), asked);
  }

  /** Reads each reply by what was asked for. */
  static final class ReplyDecoder extends HttpResponseDecoder {
    private final HeadMemory memory;
    private final Supplier<@Nullable AskedFor> asked;

    private ReplyDecoder(HeadMemory memory, Supplier<@Nullable AskedFor> asked) {
      super(config(memory));
      this.memory = memory;
      this.asked = asked;
      setCumulator(memory);
    }

    /** What it holds at the moment, in bytes. */
    long memory() {
      return memory.held(internalBuffer());
    }

    /** Whether it keeps a whole read buffer alive for what is left of it. */
    boolean holdsForeignBuffer() {
      return memory.isForeign(internalBuffer());
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
      memory.line(line);
      return super.createMessage(line);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
        throws Exception {
      int before = out.size();
      super.decode(ctx, bytes, out);
      out.subList(before, out.size()).forEach(memory::decoded);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage reply) {
      AskedFor request = asked.get();
      int status = ((HttpResponse) reply).status().code();
      boolean isFinal = status >= 200;
      return super.isContentAlwaysEmpty(reply)
          || status == SWITCHING_PROTOCOLS // Netty has drafts of WebSocket in mind
          || (isFinal
              && request != null
              && (request.method().equals(HttpMethod.HEAD) || isTunnel(request, status)));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
      clearContentLength();
    }

    @Override
    protected boolean isSwitchingToNonHttp1Protocol(HttpResponse reply) {
      AskedFor request = asked.get();
      int status = reply.status().code();
      return status == SWITCHING_PROTOCOLS || (request != null && isTunnel(request, status));
    }
  }

  /** Whether a reply turns the connection into a tunnel. Protocol: RFC 9110 §9.3.6. */
  static boolean isTunnel(AskedFor request, int status) {
    return request.method().equals(HttpMethod.CONNECT) && status / 100 == 2;
  }

  static SeenRequest seen(HttpRequest head) {
    return new SeenRequest(
        head.method().name(),
        head.uri(),
        head.protocolVersion().text(),
        headers(head.headers()),
        SeenBody.EMPTY);
  }

  static SeenReply seen(HttpResponse head) {
    return new SeenReply(
        head.protocolVersion().text(),
        head.status().code(),
        head.status().reasonPhrase(),
        headers(head.headers()),
        SeenBody.EMPTY);
  }

  static List<Header> headers(HttpHeaders headers) {
    if (headers instanceof SentHeaders sent) {
      return sent.lines();
    }
    List<Header> seen = new ArrayList<>(headers.size());
    for (Map.Entry<String, String> header : headers) {
      seen.add(new Header(header.getKey(), header.getValue()));
    }
    return seen;
  }
}
