package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.ResponseHead;

/**
 * What follows a reply that leaves HTTP: the frames of a WebSocket, or bytes that are told as
 * bodies. Confined to the event loop of the connection.
 */
final class Upgraded {
  private static final String NO_CLOSE = "no Close frame was sent";

  private final Exchange exchange;
  private final CaptureMemory.Account memory;
  private final @Nullable WebSocketReader visitor;
  private final @Nullable WebSocketReader service;
  private boolean hasClosed;

  /**
   * @param asksWebSocket whether the request asked to go on as one
   * @param memory for messages that are arriving
   */
  Upgraded(
      Exchange exchange, boolean asksWebSocket, ResponseHead reply, CaptureMemory.Account memory) {
    boolean isWebSocket = asksWebSocket && reply.headers().hasWord("Upgrade", "websocket");
    this.exchange = exchange;
    this.memory = memory;
    this.visitor = isWebSocket ? reader(true, extensions(reply)) : null;
    this.service = isWebSocket ? reader(false, extensions(reply)) : null;
  }

  private static String extensions(ResponseHead reply) {
    return String.join(", ", reply.headers().values("Sec-WebSocket-Extensions"));
  }

  private WebSocketReader reader(boolean isVisitor, String extensions) {
    return new WebSocketReader(
        WebSocketDeflate.of(extensions, isVisitor, memory),
        memory,
        (kind, bytes, size) -> passed(isVisitor, kind, bytes, size));
  }

  private void passed(boolean isFromVisitor, Frame.Kind kind, ByteBuffer bytes, long size) {
    hasClosed |= kind == Frame.Kind.CLOSE;
    exchange.frame(new Frame(Instant.now(), isFromVisitor, kind, bytes, size));
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

  /** The connection has ended in order. */
  void finish() {
    boolean isCut =
        visitor != null && service != null && (visitor.isInMessage() || service.isInMessage());
    if (isCut && !hasClosed) {
      broken("the connection ended inside a message");
    } else {
      exchange.done(visitor == null || hasClosed ? "" : NO_CLOSE);
    }
  }

  /** The connection has broken; after a Close frame that is as good an end as any. */
  void broken(String reason) {
    if (hasClosed) {
      exchange.done("");
    } else {
      exchange.broken(visitor == null ? reason : reason + "; " + NO_CLOSE);
    }
  }

  /** Gives the memory back. */
  void close() {
    if (visitor != null && service != null) {
      visitor.close();
      service.close();
    }
  }
}
