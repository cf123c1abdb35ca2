package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The requests and replies of one connection in HTTP/1, followed once: which reply is for which
 * request, where each message ends, and from where on it is no HTTP. It changes nothing, keeps no
 * more than a head that is arriving, and tells a {@link DialogueListener} what it sees.
 *
 * <pre>
 *   visitor ─ fromVisitor ─▶ RequestSide ─▶ listener
 *                                │ requests that wait for a reply
 *   service ─ fromService ─▶ ReplySide ──▶ listener
 * </pre>
 *
 * <p>Behind a request that asks to leave HTTP nothing is read until its reply tells what follows:
 * then {@link #fromVisitor} leaves bytes in the buffer, which the caller keeps, and offers again at
 * once when the listener hears {@link DialogueListener#decided}: the replies to what they ask may
 * be next.
 *
 * <p>Not for several threads at once: whoever owns the connection calls it, and is called back
 * before that returns.
 */
public final class HttpDialogue {
  private final Queue<Asked> unanswered = new ArrayDeque<>(2);
  private final RequestSide requests;
  private final ReplySide replies;

  private HttpDialogue(Manner manner, DialogueListener listener) {
    this.requests = new RequestSide(manner, unanswered, listener);
    this.replies = new ReplySide(manner, new Unanswered(listener), listener);
  }

  /**
   * Followed by one who passes it on, and refuses what may be read in two ways. Bodies are told as
   * the next program gets them, chunks and all.
   */
  public static HttpDialogue passing(DialogueListener listener) {
    return new HttpDialogue(Manner.PASSING, listener);
  }

  /**
   * Followed by one who only watches: odd requests are told as well as can be. Of bodies their
   * content is told, with trailers at their end.
   */
  public static HttpDialogue watching(DialogueListener listener) {
    return new HttpDialogue(Manner.WATCHING, listener);
  }

  /**
   * What the visitor sent, taken out of the buffer: all of it, unless it has to wait, {@link
   * #isDeciding}.
   */
  public void fromVisitor(ByteBuf bytes) {
    requests.read(bytes);
  }

  /** What the service sent; all of it is taken out of the buffer. */
  public void fromService(ByteBuf bytes) {
    replies.read(bytes);
  }

  /** The visitor sends no more. What has to wait can be offered still. */
  public void visitorFinished() {
    requests.finish();
  }

  /** The service sends no more. */
  public void serviceFinished() {
    replies.finish();
  }

  /** Whether what the visitor sends has to wait for the reply to a request that asks to leave. */
  public boolean isDeciding() {
    return requests.isDeciding();
  }

  /** Whether part of a request's head has come. */
  public boolean isRequestHeadUnderWay() {
    return requests.isHeadUnderWay();
  }

  /**
   * Whether no reply is under way or due. A request whose body turned out malformed is due none:
   * whoever waits for its end would wait for ever.
   */
  public boolean isAnswered() {
    int due = unanswered.size() - (requests.isBrokenInBody() ? 1 : 0);
    return due <= 0 && replies.isBetweenReplies();
  }

  /**
   * What is kept of the visitor's bytes, in bytes: of a head or a trailer whose end has not come.
   * Any thread, for which it may be late.
   */
  public int requestMemory() {
    return requests.memory();
  }

  /** The same of the service's. */
  public int replyMemory() {
    return replies.memory();
  }

  /** Takes each request out when it is answered. */
  private final class Unanswered implements ReplySide.Requests {
    private final DialogueListener listener;

    Unanswered(DialogueListener listener) {
      this.listener = listener;
    }

    @Override
    public @Nullable Asked first() {
      return unanswered.peek();
    }

    @Override
    public void answered(boolean leavesHttp) {
      if (unanswered.remove().mayLeaveHttp()) {
        requests.decided(leavesHttp);
        listener.decided(leavesHttp);
      }
    }
  }
}
