package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Queue;
import java.util.function.Consumer;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.PassingBody;
import org.ngrokd.streams.http.ReplyHeads;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Changes the heads of the replies on one connection; bodies pass untouched if they are written
 * well, and so does what is no HTTP. Confined to the event loop of the connection.
 */
final class ReplyChanger {
  /** Some services send large cookies and policies. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private enum State {
    HEAD,
    BODY,
    OPAQUE
  }

  private final HeadChanges changes;
  private final Queue<RequestHead> unanswered;
  private final Consumer<Boolean> decided;
  private final ReplyHeads heads = new ReplyHeads(HEAD_LIMIT);
  private State state = State.HEAD;
  private PassingBody body = PassingBody.ofReply(BodyLength.NONE);

  /**
   * @param unanswered the requests; each final reply takes the first out
   * @param decided hears whether a request that asked to leave HTTP may
   */
  ReplyChanger(HeadChanges changes, Queue<RequestHead> unanswered, Consumer<Boolean> decided) {
    this.changes = changes;
    this.unanswered = unanswered;
    this.decided = decided;
  }

  /** Whether the next byte begins a reply. */
  boolean isBetweenReplies() {
    return state == State.HEAD;
  }

  /**
   * Takes all bytes out of the buffer.
   *
   * @throws BadMessageException when they are a reply whose end is unclear
   */
  void read(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    while (bytes.isReadable()) {
      switch (state) {
        case HEAD -> readHead(bytes, out);
        case BODY -> readBody(bytes, out);
        case OPAQUE -> out.accept(bytes.readRetainedSlice(bytes.readableBytes()));
      }
    }
  }

  private void readHead(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    RequestHead request = unanswered.peek();
    if (request == null) {
      state = State.OPAQUE;
      return;
    }
    byte[] head = heads.read(bytes);
    if (heads.isOther()) {
      state = State.OPAQUE;
      out.accept(heads.other());
    } else if (head != null) {
      headRead(ResponseHead.parse(head, request), request, out);
    }
  }

  private void headRead(ResponseHead head, RequestHead request, Consumer<ByteBuf> out) {
    if (head.isInterim()) {
      out.accept(Unpooled.wrappedBuffer(head.bytes()));
      return;
    }
    boolean leavesHttp = head.opensTunnel();
    body = PassingBody.ofReply(head.body());
    out.accept(Unpooled.wrappedBuffer(changes.changed(head)));
    unanswered.remove();
    state = leavesHttp ? State.OPAQUE : State.BODY;
    if (leavesHttp || request.asksUpgrade() || request.isConnect()) {
      decided.accept(leavesHttp);
    }
    endIfDone();
  }

  private void readBody(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    body.pass(bytes, out);
    endIfDone();
  }

  private void endIfDone() {
    if (state == State.BODY && body.isDone()) {
      state = State.HEAD;
    }
  }
}
