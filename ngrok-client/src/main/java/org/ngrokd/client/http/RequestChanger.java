package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Queue;
import java.util.function.Consumer;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.BodyScanner;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;

/**
 * Changes the heads of the requests on one connection; bodies pass untouched.
 *
 * <pre>
 *   HEAD ─▶ BODY ─▶ HEAD …
 *             └─ it asks to leave HTTP ─▶ DECIDING ─▶ OPAQUE, or HEAD
 * </pre>
 *
 * <p>Confined to the event loop of the connection.
 */
final class RequestChanger {
  /** More than any server lets through; services have limits of their own. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private static final int MOST_LINES = 1000;

  private enum State {
    HEAD,
    BODY,
    DECIDING,
    OPAQUE
  }

  private final HeadChanges changes;
  private final Queue<RequestHead> unanswered;
  private final HeadReader heads = new HeadReader(HEAD_LIMIT);
  private State state = State.HEAD;
  private boolean mayLeaveHttp;
  private BodyScanner body = BodyScanner.of(BodyLength.NONE);

  /**
   * @param unanswered gets each request
   */
  RequestChanger(HeadChanges changes, Queue<RequestHead> unanswered) {
    this.changes = changes;
    this.unanswered = unanswered;
  }

  /** Whether nothing can be read before {@link #decided}. */
  boolean isDeciding() {
    return state == State.DECIDING;
  }

  /** The service has answered a request that asked to leave HTTP. */
  void decided(boolean leavesHttp) {
    if (leavesHttp) {
      state = State.OPAQUE;
    } else if (state == State.DECIDING) {
      state = State.HEAD;
    }
    mayLeaveHttp = false;
  }

  /**
   * Takes bytes out of the buffer, all of them unless it {@link #isDeciding}.
   *
   * @throws BadMessageException when they are no request that is read in one way only
   */
  void read(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    while (bytes.isReadable() && state != State.DECIDING) {
      switch (state) {
        case HEAD -> readHead(bytes, out);
        case BODY -> readBody(bytes, out);
        case OPAQUE -> out.accept(bytes.readRetainedSlice(bytes.readableBytes()));
        case DECIDING -> throw new IllegalStateException(state.name());
      }
    }
  }

  private void readHead(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    byte[] head = heads.read(bytes);
    if (head != null) {
      RequestHead request = RequestHead.parse(head, MOST_LINES);
      unanswered.add(request);
      mayLeaveHttp = request.asksUpgrade() || request.isConnect();
      body = BodyScanner.of(request.body());
      out.accept(Unpooled.wrappedBuffer(changes.changed(request)));
      state = State.BODY;
      endIfDone();
    }
  }

  private void readBody(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    int part = body.scan(bytes);
    out.accept(bytes.readRetainedSlice(part));
    endIfDone();
  }

  private void endIfDone() {
    if (body.isDone()) {
      state = mayLeaveHttp ? State.DECIDING : State.HEAD;
    }
  }

  /** What has come of a head whose end has not, in bytes. Any thread, for which it may be late. */
  int headMemory() {
    return heads.memory();
  }
}
