package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.ReplyBody;
import org.ngrokd.streams.http.ReplyHeads;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Follows a local service's replies, one for each request, and passes them on: as they are where
 * they are written well, else as they should have been.
 *
 * <pre>
 *   IDLE ─expect─▶ HEAD ─interim─▶ HEAD ─▶ BODY ─▶ IDLE
 *                    ├─ the protocol changes ──▶ OPAQUE
 *                    └─ no HTTP ───────────────▶ BODY, to the end of the connection
 * </pre>
 *
 * <p>Confined to the event loop of the visitor.
 */
final class ReplyReader {
  /** Some services send large cookies and policies. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private static final int SWITCHING_PROTOCOLS = 101;

  private enum State {
    IDLE,
    HEAD,
    BODY,
    OPAQUE
  }

  private final Sink sink;
  private final ReplyHeads heads = new ReplyHeads(HEAD_LIMIT);
  private State state = State.IDLE;
  private @Nullable RequestHead request;
  private boolean mayUpgrade;
  private boolean begun;
  private boolean keepsAlive;
  private ReplyBody body = ReplyBody.of(BodyLength.NONE);
  private boolean untilClose;

  /** Where replies go. */
  interface Sink {
    /** A reply has begun, interim ones apart; its status, 0 where it is no HTTP. */
    default void answered(int status) {}

    /** Bytes for the visitor. */
    void forward(ByteBuf bytes);

    /** The reply has ended. */
    void replied(boolean keepsAlive);

    /** What follows in both directions is no HTTP. */
    void opaque();
  }

  ReplyReader(Sink sink) {
    this.sink = sink;
  }

  /** A request goes out: its reply is next. */
  void expect(RequestHead next, boolean upgradeAllowed) {
    request = next;
    mayUpgrade = upgradeAllowed;
    begun = false;
    untilClose = false;
    state = State.HEAD;
  }

  /** What has come of a head whose end has not, in bytes. */
  int headMemory() {
    return heads.memory();
  }

  /** Whether the visitor has got any of the reply under way, interim ones apart. */
  boolean isBegun() {
    return begun;
  }

  /** Whether the end of the connection ends the reply under way as it should. */
  boolean endsWithConnection() {
    return state == State.BODY && untilClose;
  }

  /**
   * Takes what the service sent.
   *
   * @throws BadMessageException when it is no reply that can be passed on; what was whole before it
   *     has been, and the bytes are released
   */
  void read(ByteBuf bytes) throws BadMessageException {
    try {
      while (bytes.isReadable()) {
        step(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private void step(ByteBuf bytes) throws BadMessageException {
    switch (state) {
      case IDLE -> throw new BadMessageException("bytes that nobody asked for");
      case HEAD -> readHead(bytes);
      case BODY -> readBody(bytes);
      case OPAQUE -> forward(bytes.readRetainedSlice(bytes.readableBytes()));
    }
  }

  private void readHead(ByteBuf bytes) throws BadMessageException {
    byte[] head = heads.read(bytes);
    if (heads.isOther()) {
      toTheEnd();
    } else if (head != null && request != null) {
      headRead(ResponseHead.parse(head, request), bytes);
    }
  }

  /** What is no HTTP is the reply until the connection ends, as with 1.7. */
  private void toTheEnd() {
    keepsAlive = false;
    body = ReplyBody.of(BodyLength.UNTIL_CLOSE);
    untilClose = true;
    state = State.BODY;
    sink.answered(0);
    forward(heads.other());
  }

  private void headRead(ResponseHead head, ByteBuf rest) throws BadMessageException {
    boolean tunnel = head.opensTunnel();
    boolean switching = head.status() == SWITCHING_PROTOCOLS;
    if (switching && !(tunnel && mayUpgrade)) {
      throw new BadMessageException("a change of protocol that nobody asked for");
    }
    if (!head.isInterim()) {
      sink.answered(head.status());
    }
    begun = !head.isInterim(); // behind an interim one, another reply can still be given
    sink.forward(Unpooled.wrappedBuffer(head.bytes()));
    if (tunnel) {
      state = State.OPAQUE;
      sink.opaque();
    } else if (!head.isInterim()) {
      keepsAlive = head.keepsAlive();
      untilClose = head.body().kind() == BodyLength.Kind.UNTIL_CLOSE;
      body = ReplyBody.of(head.body());
      state = State.BODY;
      endIfDone(rest);
    }
  }

  private void readBody(ByteBuf bytes) throws BadMessageException {
    body.pass(bytes, this::forward);
    endIfDone(bytes);
  }

  /** Bytes beyond the end cannot be the next reply, which nobody has asked for. */
  private void endIfDone(ByteBuf rest) {
    if (body.isDone()) {
      boolean excess = rest.isReadable();
      rest.skipBytes(rest.readableBytes());
      state = State.IDLE;
      sink.replied(keepsAlive && !excess);
    }
  }

  private void forward(ByteBuf bytes) {
    begun = true;
    sink.forward(bytes);
  }
}
