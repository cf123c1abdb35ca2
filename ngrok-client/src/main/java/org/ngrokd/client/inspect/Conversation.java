package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Follows the requests and replies of one connection with Netty's decoders and tells the exchanges
 * what it sees. The bytes stay the caller's. Confined to the event loop of the connection.
 */
final class Conversation {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Recorder recorder;
  private final Deque<Exchange> unanswered = new ArrayDeque<>();
  private final Deque<HttpRequest> heads = new ArrayDeque<>();
  private final HttpDecoders.RequestDecoder decoder = HttpDecoders.ofRequests();
  private final EmbeddedChannel requests = decoding(decoder, new Requests());
  private final EmbeddedChannel replies =
      decoding(HttpDecoders.ofReplies(heads::peek), new Replies());
  private @Nullable Exchange arriving;
  private @Nullable EventStream events;
  private @Nullable Upgraded upgraded;
  private boolean isInterim;
  private boolean isLost;
  private boolean midReply;

  Conversation(Recorder recorder) {
    this.recorder = recorder;
  }

  private static EmbeddedChannel decoding(ChannelHandler decoder, ChannelHandler reader) {
    return new EmbeddedChannel(decoder, reader);
  }

  void fromVisitor(ByteBuf bytes) {
    if (upgraded != null) {
      upgraded.fromVisitor(bytes);
    } else if (!isLost) {
      requests.writeInbound(bytes.retainedSlice());
    }
  }

  void fromService(ByteBuf bytes) {
    if (upgraded != null) {
      upgraded.fromService(bytes);
    } else if (!isLost) {
      replies.writeInbound(bytes.retainedSlice());
    }
  }

  void visitorFinished() {
    if (upgraded == null && arriving != null) {
      lost("the visitor ended before the request was whole");
    }
  }

  /** A reply may end with its connection. */
  void serviceFinished() {
    if (upgraded != null) {
      upgraded.finish();
    } else if (!isLost) {
      var unused = replies.finish();
    }
    if (!unanswered.isEmpty()) {
      lost(midReply ? "the reply broke off" : "the service gave no reply");
    }
  }

  /** Nothing more will come. */
  void broken(String reason) {
    if (upgraded != null) {
      upgraded.finish();
    }
    lost(reason);
  }

  /** Whether all is answered, so that the next byte begins a request. */
  boolean isIdle() {
    return unanswered.isEmpty()
        && arriving == null
        && upgraded == null
        && !decoder.holdsPartOfHead();
  }

  /** Whether it makes no sense to look at more. */
  boolean isLost() {
    return isLost;
  }

  void release() {
    var unused = requests.finishAndReleaseAll();
    unused = replies.finishAndReleaseAll();
  }

  private void lost(String reason) {
    isLost = true;
    if (arriving != null && !unanswered.contains(arriving)) {
      end(arriving, reason);
    }
    arriving = null;
    unanswered.forEach(each -> end(each, reason));
    unanswered.clear();
  }

  private void end(Exchange exchange, String reason) {
    if (!exchange.isOver()) {
      exchange.broken(reason);
      recorder.ended(exchange);
    }
  }

  /** What is wrong with a message, if anything is. */
  private boolean isMalformed(DecoderResult result, String what) {
    if (result.isFailure()) {
      lost(what + " is malformed: " + result.cause().getMessage());
    }
    return result.isFailure();
  }

  /** Hears what the visitor sends. */
  private final class Requests extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest head
          && !isMalformed(head.decoderResult(), "the request")) {
        arriving = recorder.begin(HttpDecoders.seen(head));
        unanswered.add(arriving);
        heads.add(head);
      }
      if (message instanceof HttpContent part
          && !isMalformed(part.decoderResult(), "the request")) {
        read(part);
      }
    }

    private void read(HttpContent part) {
      if (arriving == null) {
        return;
      }
      arriving.requestBody(part.content());
      if (part instanceof LastHttpContent last) {
        Exchange whole = arriving;
        arriving = null;
        whole.requestEnded(HttpDecoders.headers(last.trailingHeaders()));
        tellIfOver(whole);
      }
    }
  }

  private void tellIfOver(Exchange exchange) {
    if (exchange.isOver()) {
      recorder.ended(exchange);
    }
  }

  /** Hears what the service sends. */
  private final class Replies extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpResponse head && !isMalformed(head.decoderResult(), "the reply")) {
        begin(head);
      }
      if (message instanceof HttpContent part && !isMalformed(part.decoderResult(), "the reply")) {
        read(part);
      }
      if (message instanceof ByteBuf bytes && upgraded != null) {
        upgraded.fromService(bytes);
      }
    }

    private void begin(HttpResponse head) {
      Exchange exchange = unanswered.peek();
      int status = head.status().code();
      if (exchange == null) {
        lost("a reply that nobody asked for");
        return;
      }
      isInterim = status < 200 && status != SWITCHING_PROTOCOLS;
      if (isInterim) {
        exchange.interim(status);
        return;
      }
      midReply = true;
      exchange.replied(HttpDecoders.seen(head));
      events = isEventStream(head) ? new EventStream(exchange::frame) : null;
      HttpRequest request = heads.element();
      if (status == SWITCHING_PROTOCOLS || HttpDecoders.isTunnel(request, status)) {
        upgraded = new Upgraded(exchange, isWebSocket(request, head), extensions(head));
      }
    }

    private void read(HttpContent part) {
      Exchange exchange = unanswered.peek();
      if (exchange == null || isInterim || upgraded != null) {
        return;
      }
      exchange.replyBody(part.content());
      if (events != null) {
        events.read(part.content());
      }
      if (part instanceof LastHttpContent last) {
        unanswered.remove();
        heads.remove();
        midReply = false;
        exchange.replyEnded(HttpDecoders.headers(last.trailingHeaders()));
        tellIfOver(exchange);
      }
    }
  }

  private static boolean isEventStream(HttpMessage head) {
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
        && !head.headers().contains(HttpHeaderNames.CONTENT_ENCODING);
  }

  private static boolean isWebSocket(HttpRequest request, HttpResponse reply) {
    return request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true)
        && reply.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true);
  }

  private static String extensions(HttpResponse reply) {
    return String.join(", ", reply.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
  }

  /** What follows a reply that leaves HTTP. */
  private final class Upgraded {
    private final Exchange exchange;
    private final @Nullable WebSocketReader visitor;
    private final @Nullable WebSocketReader service;

    Upgraded(Exchange exchange, boolean isWebSocket, String extensions) {
      this.exchange = exchange;
      this.visitor = isWebSocket ? reader(exchange, true, extensions) : null;
      this.service = isWebSocket ? reader(exchange, false, extensions) : null;
    }

    private static WebSocketReader reader(Exchange exchange, boolean isVisitor, String extensions) {
      return new WebSocketReader(
          WebSocketDeflate.of(extensions, isVisitor),
          (kind, bytes, size) ->
              exchange.frame(new Frame(Instant.now(), isVisitor, kind, bytes, size)));
    }

    void fromVisitor(ByteBuf bytes) {
      if (visitor == null) {
        exchange.requestBody(bytes);
      } else {
        visitor.read(bytes);
      }
    }

    void fromService(ByteBuf bytes) {
      if (service == null) {
        exchange.replyBody(bytes);
      } else {
        service.read(bytes);
      }
    }

    void finish() {
      if (visitor != null && service != null) {
        visitor.close();
        service.close();
      }
      unanswered.remove(exchange);
      if (!exchange.isOver()) {
        exchange.done();
        recorder.ended(exchange);
      }
    }
  }
}
