package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the replies of one connection, each by what was asked.
 *
 * <pre>
 *   HEAD ─ interim ─▶ HEAD ─▶ BODY ─▶ HEAD …
 *     ├─ it leaves HTTP ────────▶ LEFT
 *     ├─ no HTTP/1 ─────────────▶ FOREIGN
 *     └─ nobody asked ──────────▶ UNASKED
 *   any ─ malformed, finished ──▶ OVER
 * </pre>
 *
 * <p>Not for several threads at once.
 */
public final class ReplySide {
  /** Some services send large cookies and policies. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private enum State {
    HEAD,
    BODY,
    LEFT,
    FOREIGN,
    UNASKED,
    OVER
  }

  private final Manner manner;
  private final Requests requests;
  private final ReplyListener listener;
  private final Consumer<ByteBuf> toListener;
  private final ReplyHeads heads = new ReplyHeads(HEAD_LIMIT);
  private State state = State.HEAD;
  private boolean endsWithConnection;
  private PassingBody body = PassingBody.ofReply(BodyLength.NONE);

  /** The requests that wait for a reply. */
  public interface Requests {
    /** The first of them, or null. */
    @Nullable Asked first();

    /**
     * Its reply has begun: it waits no more.
     *
     * @param leavesHttp whether what follows is no HTTP
     */
    void answered(boolean leavesHttp);
  }

  ReplySide(Manner manner, Requests requests, ReplyListener listener) {
    this.manner = manner;
    this.requests = requests;
    this.listener = listener;
    this.toListener = listener::replyBody;
  }

  /** For one who passes replies on. */
  public static ReplySide passing(Requests requests, ReplyListener listener) {
    return new ReplySide(Manner.PASSING, requests, listener);
  }

  /** Takes all bytes out of the buffer. */
  public void read(ByteBuf bytes) {
    boolean wasBetween = isBetweenReplies();
    try {
      while (bytes.isReadable()) {
        wasBetween = isBetweenReplies();
        step(bytes);
      }
    } catch (BadMessageException e) {
      state = State.OVER;
      bytes.skipBytes(bytes.readableBytes());
      listener.replyMalformed(e, !wasBetween);
    }
  }

  private void step(ByteBuf bytes) throws BadMessageException {
    switch (state) {
      case HEAD -> readHead(bytes);
      case BODY -> readBody(bytes);
      case LEFT -> listener.serviceBytes(rest(bytes));
      case FOREIGN -> listener.foreignBytes(rest(bytes));
      case UNASKED -> listener.unaskedBytes(rest(bytes));
      case OVER -> bytes.skipBytes(bytes.readableBytes());
    }
  }

  private static ByteBuf rest(ByteBuf bytes) {
    return bytes.readRetainedSlice(bytes.readableBytes());
  }

  private void readHead(ByteBuf bytes) throws BadMessageException {
    Asked request = requests.first();
    if (request == null) {
      state = State.UNASKED;
      return;
    }
    byte[] head = heads.read(bytes);
    if (heads.isOther()) {
      state = State.FOREIGN;
      listener.foreignBytes(heads.other());
    } else if (head != null) {
      headRead(ResponseHead.parse(head, request));
    }
  }

  private void headRead(ResponseHead head) {
    if (head.isInterim()) {
      listener.interim(head);
      return;
    }
    boolean leavesHttp = head.opensTunnel();
    endsWithConnection = head.body().kind() == BodyLength.Kind.UNTIL_CLOSE;
    body = manner.replyBody(head.body());
    state = leavesHttp ? State.LEFT : State.BODY;
    listener.replyBegan(head);
    requests.answered(leavesHttp);
    endIfDone();
  }

  private void readBody(ByteBuf bytes) throws BadMessageException {
    body.pass(bytes, toListener);
    endIfDone();
  }

  private void endIfDone() {
    if (state == State.BODY && body.isDone()) {
      end();
    }
  }

  private void end() {
    HeaderLines trailers = body.trailers();
    body = PassingBody.ofReply(BodyLength.NONE);
    state = State.HEAD;
    listener.replyEnded(trailers);
  }

  /** The service has finished: some replies end with that. */
  public void finish() {
    State last = state;
    if (last == State.BODY && endsWithConnection) {
      end();
    } else if (last == State.BODY) {
      listener.replyCut();
    }
    state = State.OVER;
  }

  /** Whether the next byte begins a reply, or goes on the head of one. */
  public boolean isBetweenReplies() {
    return state == State.HEAD;
  }

  /**
   * What has come of a head or a trailer whose end has not, in bytes. Any thread, for which it may
   * be late.
   */
  public int memory() {
    return heads.memory() + body.memory();
  }
}
