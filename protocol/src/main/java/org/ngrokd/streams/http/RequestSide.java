package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Follows the requests of one connection.
 *
 * <pre>
 *   HEAD ─▶ BODY ─▶ HEAD …
 *             └─ it asks to leave HTTP ─▶ DECIDING ─▶ LEFT, or HEAD
 *   any ─ malformed ─▶ OVER
 * </pre>
 *
 * <p>Not for several threads at once.
 */
final class RequestSide {
  /** More than any server lets through; services have limits of their own. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private enum State {
    HEAD,
    BODY,
    DECIDING,
    LEFT,
    OVER
  }

  private final Manner manner;
  private final Queue<Asked> unanswered;
  private final RequestListener listener;
  private final Consumer<ByteBuf> toListener;
  private final HeadReader heads = new HeadReader(HEAD_LIMIT);
  private State state = State.HEAD;
  private boolean mayLeaveHttp;
  private boolean isBrokenInBody;
  private PassingBody body = PassingBody.ofRequest(BodyLength.NONE);

  /**
   * @param unanswered gets each request
   */
  RequestSide(Manner manner, Queue<Asked> unanswered, RequestListener listener) {
    this.manner = manner;
    this.unanswered = unanswered;
    this.listener = listener;
    this.toListener = listener::requestBody;
  }

  /** Takes bytes out of the buffer, all of them unless it {@link #isDeciding}. */
  void read(ByteBuf bytes) {
    try {
      while (bytes.isReadable() && state != State.DECIDING) {
        step(bytes);
      }
    } catch (BadMessageException e) {
      isBrokenInBody = state == State.BODY;
      state = State.OVER;
      bytes.skipBytes(bytes.readableBytes());
      listener.requestMalformed(e);
    }
  }

  private void step(ByteBuf bytes) throws BadMessageException {
    switch (state) {
      case HEAD -> readHead(bytes);
      case BODY -> readBody(bytes);
      case LEFT -> listener.visitorBytes(bytes.readRetainedSlice(bytes.readableBytes()));
      case OVER -> bytes.skipBytes(bytes.readableBytes());
      case DECIDING -> throw new IllegalStateException(state.name());
    }
  }

  private void readHead(ByteBuf bytes) throws BadMessageException {
    byte[] head = heads.read(bytes);
    if (head != null) {
      RequestHead request = manner.request(head);
      Asked asked = manner.asked(request);
      unanswered.add(asked);
      mayLeaveHttp = asked.mayLeaveHttp();
      body = manner.requestBody(request.body());
      state = State.BODY;
      listener.requestBegan(request);
      endIfDone();
    }
  }

  private void readBody(ByteBuf bytes) throws BadMessageException {
    body.pass(bytes, toListener);
    endIfDone();
  }

  private void endIfDone() {
    if (body.isDone()) {
      HeaderLines trailers = body.trailers();
      body = PassingBody.ofRequest(BodyLength.NONE);
      state = mayLeaveHttp ? State.DECIDING : State.HEAD;
      listener.requestEnded(trailers);
    }
  }

  /** Whether nothing can be read before {@link #decided}. */
  boolean isDeciding() {
    return state == State.DECIDING;
  }

  /** The service has answered a request that asked to leave HTTP. */
  void decided(boolean leavesHttp) {
    mayLeaveHttp = false;
    if (leavesHttp && state != State.OVER) {
      state = State.LEFT;
    } else if (state == State.DECIDING) {
      state = State.HEAD;
    }
  }

  /** The visitor has finished. */
  void finish() {
    if (state == State.BODY) {
      listener.requestCut();
    }
  }

  /** Whether the last request was malformed behind its head, so that its body never ends. */
  boolean isBrokenInBody() {
    return isBrokenInBody;
  }

  boolean isHeadUnderWay() {
    return heads.isUnderWay();
  }

  /**
   * What has come of a head or a trailer whose end has not, in bytes. Any thread, for which it may
   * be late.
   */
  int memory() {
    return heads.memory() + body.memory();
  }
}
