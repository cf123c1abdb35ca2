package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the requests and replies of one connection with Netty's decoders and tells the exchanges
 * what it sees. The bytes stay the caller's. Confined to the event loop of the connection.
 */
final class Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  /** More is not kept of what comes before an upgrade is answered. */
  static final int MOST_HELD = 64 * 1024;

  /** What following takes in memory while nothing has come: two decoders in their channels. */
  static final long OVERHEAD = 5 * 1024;

  private static final String NO_MEMORY = "there is no memory to follow it any more";

  private final Recorder recorder;
  private final Deque<Exchange> unanswered = new ArrayDeque<>();
  private final Deque<AskedFor> heads = new ArrayDeque<>();
  private final CaptureMemory.Account memory;
  private final HttpDecoders.RequestDecoder decoder = HttpDecoders.ofRequests();
  private final HttpDecoders.ReplyDecoder replyDecoder = HttpDecoders.ofReplies(heads::peek);
  private final EmbeddedChannel requests = decoding(decoder, new Requests());
  private final EmbeddedChannel replies = decoding(replyDecoder, new Replies());
  private final TidyReplies tidyReplies = new TidyReplies(heads::peek, this::decodeReply);
  private @Nullable Exchange arriving;
  private @Nullable EventStream events;
  private @Nullable Upgraded upgraded;
  private boolean isInterim;
  private boolean isLost;
  private boolean isDeaf; // to the visitor
  private boolean midReply;
  private long held; // by the decoders, in bytes

  private Conversation(Recorder recorder, CaptureMemory.Account memory) {
    this.recorder = recorder;
    this.memory = memory;
  }

  /** Follows from now on; null when there is no memory to do so. */
  static @Nullable Conversation begin(Recorder recorder) {
    CaptureMemory.Account memory = recorder.account();
    return memory.test(OVERHEAD) ? new Conversation(recorder, memory) : null;
  }

  private static EmbeddedChannel decoding(ChannelHandler decoder, ChannelHandler reader) {
    return new EmbeddedChannel(decoder, reader);
  }

  void fromVisitor(ByteBuf bytes) {
    if (upgraded != null) {
      upgraded.fromVisitor(bytes);
    } else if (!isLost && !isDeaf) {
      requests.writeInbound(bytes.retainedSlice());
      if (decoder.holdsForeignBuffer()) {
        requests.writeInbound(Unpooled.EMPTY_BUFFER); // has it copied
      }
      charge();
      if (decoder.held().readableBytes() > MOST_HELD) {
        endRequests("the visitor sent too much before the upgrade was answered");
      }
    }
  }

  void fromService(ByteBuf bytes) {
    if (upgraded != null) {
      upgraded.fromService(bytes);
    } else if (!isLost && replies.isOpen()) {
      readReply(bytes.slice());
      if (replyDecoder.holdsForeignBuffer()) {
        replies.writeInbound(Unpooled.EMPTY_BUFFER);
      }
      charge();
    }
  }

  /** Takes memory for what the decoders hold now, or gives back what they hold no more. */
  private void charge() {
    long now = decoder.memory() + replyDecoder.memory() + tidyReplies.memory();
    if (now != held && !isLost) {
      if (memory.test(now - held)) {
        held = now;
      } else {
        lost(NO_MEMORY);
      }
    }
  }

  private void readReply(ByteBuf bytes) {
    try {
      tidyReplies.read(bytes);
    } catch (BadMessageException e) {
      lost("the reply is malformed: " + e.reason());
    }
  }

  private void decodeReply(ByteBuf[] parts) {
    var unused = replies.writeInbound((Object[]) parts);
  }

  void visitorFinished() {
    if (upgraded == null && arriving != null) {
      endRequests("the visitor ended before the request was whole");
    }
  }

  /** A reply may end with its connection. */
  void serviceFinished() {
    if (upgraded != null) {
      endUpgrade(upgraded::finish);
    } else if (!isLost) {
      var unused = replies.finish();
    }
    if (midReply && !unanswered.isEmpty()) {
      end(unanswered.element(), "the reply broke off");
    }
    if (!unanswered.isEmpty()) {
      lost("the service gave no reply");
    }
  }

  /** Nothing more will come. */
  void broken(String reason) {
    Upgraded left = upgraded;
    if (left != null) {
      endUpgrade(() -> left.broken(reason));
    }
    lost(reason);
  }

  private void endUpgrade(Runnable end) {
    Exchange exchange = unanswered.poll(); // null when it has ended before
    if (exchange != null) {
      midReply = false;
      tellingEnd(exchange, end);
    }
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
    return isLost || (isDeaf && unanswered.isEmpty());
  }

  /** Gives all memory back, whatever state things are in; nothing is told any more. */
  void release() {
    if (!unanswered.isEmpty() || arriving != null) {
      lost("it was not followed to its end"); // what is under way holds memory
    }
    isLost = true;
    if (upgraded != null) {
      upgraded.close();
    }
    endEvents();
    release(requests);
    release(replies);
    memory.close();
  }

  private void endEvents() {
    if (events != null) {
      events.close();
      events = null;
    }
  }

  private static void release(EmbeddedChannel channel) {
    try {
      var unused = channel.finishAndReleaseAll();
    } catch (Exception e) { // also checked ones, which Netty throws undeclared
      LOG.debug("What was left cannot be read", e);
    }
  }

  private void lost(String reason) {
    isLost = true;
    if (arriving != null) {
      end(arriving, reason);
    }
    arriving = null;
    unanswered.forEach(each -> end(each, reason));
    unanswered.clear();
  }

  /** No further request can be read; replies to those that were are still to come. */
  private void endRequests(String reason) {
    isDeaf = true;
    Exchange last =
        arriving == null && decoder.held().isReadable() ? unanswered.peekLast() : arriving;
    arriving = null;
    decoder.stay();
    if (last != null) {
      end(last, reason);
    }
  }

  private void end(Exchange exchange, String reason) {
    tellingEnd(exchange, () -> exchange.broken(reason));
  }

  /** Tells the end of an exchange if this is it: some go on a little after they broke. */
  private void tellingEnd(Exchange exchange, Runnable step) {
    boolean wasOver = exchange.isOver();
    try {
      step.run();
    } finally {
      if (!wasOver && exchange.isOver()) {
        recorder.ended(exchange);
      }
    }
  }

  private static String malformed(String what, DecoderResult result) {
    return what + " is malformed: " + result.cause().getMessage();
  }

  /** Hears what the visitor sends. */
  private final class Requests extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      if (isLost || isDeaf) {
        return;
      }
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        endRequests(malformed("the request", part.decoderResult()));
        return;
      }
      if (message instanceof HttpRequest head) {
        begin(head);
      }
      if (message instanceof HttpContent part) {
        read(part);
      }
    }

    private void begin(HttpRequest head) {
      Exchange exchange = recorder.begin(HttpDecoders.seen(head));
      if (exchange == null) {
        lost(NO_MEMORY);
      } else {
        arriving = exchange;
        unanswered.add(exchange);
        heads.add(AskedFor.by(head));
      }
    }

    private void read(HttpContent part) {
      Exchange exchange = arriving;
      if (exchange == null) {
        return;
      }
      exchange.requestBody(part.content());
      if (part instanceof LastHttpContent last) {
        arriving = null;
        List<Header> trailers = HttpDecoders.headers(last.trailingHeaders());
        tellingEnd(exchange, () -> exchange.requestEnded(trailers));
      }
    }
  }

  /** Hears what the service sends. */
  private final class Replies extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      if (isLost || isIdle()) {
        return; // unasked, as it is when it comes a moment later
      }
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        lost(malformed("the reply", part.decoderResult()));
        return;
      }
      if (message instanceof HttpResponse head) {
        begin(head);
      }
      if (message instanceof HttpContent part) {
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
      isInterim = status < 200 && status != HttpDecoders.SWITCHING_PROTOCOLS;
      if (isInterim) {
        exchange.interim(status);
        return;
      }
      midReply = true;
      exchange.replied(HttpDecoders.seen(head));
      events = isEventStream(head) ? new EventStream(memory, exchange::frame) : null;
      AskedFor request = heads.element();
      if (status == HttpDecoders.SWITCHING_PROTOCOLS || HttpDecoders.isTunnel(request, status)) {
        leave(new Upgraded(exchange, request, head, memory));
      } else if (unanswered.size() == 1) {
        stay();
      }
    }

    private void leave(Upgraded next) {
      if (unanswered.element().isOver()) { // it broke before: what was sent cannot be known
        lost("the connection left HTTP");
        next.close();
      } else {
        upgraded = next;
        next.fromVisitor(decoder.held());
      }
    }

    /** The reply is to the last request that was read: what was held behind it is HTTP too. */
    private void stay() {
      decoder.stay();
      requests.writeInbound(Unpooled.EMPTY_BUFFER);
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
        endEvents();
        List<Header> trailers = HttpDecoders.headers(last.trailingHeaders());
        tellingEnd(exchange, () -> exchange.replyEnded(trailers));
      }
    }
  }

  private static boolean isEventStream(HttpMessage head) {
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
        && !head.headers().contains(HttpHeaderNames.CONTENT_ENCODING);
  }
}
