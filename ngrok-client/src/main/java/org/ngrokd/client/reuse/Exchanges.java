package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.BodyScanner;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;

/**
 * Follows what one visitor and a local service say to each other, to know when nothing is under way
 * between them. It never holds up a byte, and it changes one thing: where a request says that the
 * visitor's connection ends behind it, that word goes no further, and the reply says it instead.
 *
 * <pre>
 *   BETWEEN ─ request ─▶ UNDER_WAY ─ request and reply whole ─▶ BETWEEN …
 *                            │                   └─ the visitor asked for one only ─▶ OVER
 *   any ─ what is not read in one way only, or ties the connection, or enough ─▶ LEFT
 * </pre>
 *
 * <p>What is LEFT passes unread, and the connection cannot serve anybody else. Not for several
 * threads at once.
 */
final class Exchanges {
  /**
   * So many of a visitor are followed. One who stays longer makes the connect cheap, and reading
   * more would cost more than it saves.
   */
  static final int MOST = 8;

  private static final int HEAD_LIMIT = 64 * 1024;
  private static final int MOST_LINES = 1000;
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private enum State {
    BETWEEN,
    UNDER_WAY,
    OVER,
    LEFT
  }

  private final HeadReader requests = new HeadReader(HEAD_LIMIT);
  private final FollowedReply reply = new FollowedReply(HEAD_LIMIT);
  private State state = State.BETWEEN;
  private @Nullable RequestHead request;
  private BodyScanner requestBody = BodyScanner.of(BodyLength.NONE);
  private boolean isHeadUnderWay;
  private boolean isLast;
  private boolean isReplied;
  private boolean isTied;
  private boolean hasLostEnd;
  private int whole;

  /**
   * What the visitor sent.
   *
   * @param bytes given away
   * @return what the service gets
   */
  ByteBuf toService(ByteBuf bytes) {
    if (isLast) { // the visitor said itself that nothing would follow
      bytes.release();
      return Unpooled.EMPTY_BUFFER;
    }
    try {
      return switch (state) {
        case BETWEEN -> readRequest(bytes);
        case UNDER_WAY -> readBody(bytes, bytes.duplicate());
        case OVER, LEFT -> bytes;
      };
    } catch (BadMessageException e) {
      state = State.LEFT;
      return bytes;
    }
  }

  private ByteBuf readRequest(ByteBuf bytes) throws BadMessageException {
    boolean isAllHere = !isHeadUnderWay;
    isHeadUnderWay = true;
    ByteBuf rest = bytes.duplicate();
    byte[] head = requests.read(rest);
    if (head == null) {
      return bytes;
    }
    isHeadUnderWay = false;
    RequestHead next = RequestHead.parse(head, MOST_LINES);
    boolean isEmptyLineBefore =
        isAllHere && head.length != rest.readerIndex() - bytes.readerIndex();
    request = next;
    if (next.bytes() != head || isEmptyLineBefore || !isFollowed(next)) {
      state = State.LEFT;
      return bytes;
    }
    begin(next);
    if (next.keepsAlive()) {
      return readBody(bytes, rest);
    }
    isLast = isAllHere && isSafe(next) && ClosingWord.isIn(next);
    if (isLast) {
      bytes.release();
      return Unpooled.wrappedBuffer(ClosingWord.without(next));
    }
    state = State.LEFT; // the service ends it
    return bytes;
  }

  private static boolean isFollowed(RequestHead head) {
    return head.isHttp11() && !head.mayLeaveHttp() && !ConnectionLogin.isIn(head);
  }

  private void begin(RequestHead next) {
    state = State.UNDER_WAY;
    requestBody = BodyScanner.ofRequest(next.body());
    isReplied = false;
    reply.next();
  }

  /** What comes behind it before it is answered is not followed. */
  private ByteBuf readBody(ByteBuf bytes, ByteBuf body) throws BadMessageException {
    body.skipBytes(requestBody.isDone() ? 0 : requestBody.scan(body));
    if (body.isReadable()) {
      state = State.LEFT;
    } else {
      endIfWhole();
    }
    return bytes;
  }

  /**
   * What the service sent.
   *
   * @param bytes given away
   * @return what the visitor gets
   */
  ByteBuf toVisitor(ByteBuf bytes) {
    RequestHead asked = request;
    if (state == State.LEFT) {
      return bytes;
    }
    if (state != State.UNDER_WAY || asked == null || isReplied) {
      state = State.LEFT; // nobody has asked
      return bytes;
    }
    try {
      return readReply(bytes, asked);
    } catch (BadMessageException e) {
      state = State.LEFT;
      hasLostEnd = true;
      return bytes;
    }
  }

  private ByteBuf readReply(ByteBuf bytes, RequestHead asked) throws BadMessageException {
    ByteBuf rest = bytes.duplicate();
    boolean wasBegun = reply.isBegun();
    isReplied = reply.read(rest, asked);
    if (!wasBegun && reply.isBegun()) {
      isTied = reply.asksLogin();
      if (!reply.keepsAlive() || (isTied && !isLast)) {
        state = State.LEFT;
        return bytes;
      }
    }
    if (rest.isReadable()) { // more than that
      state = State.LEFT;
      hasLostEnd = true;
      return bytes;
    }
    endIfWhole();
    return isLast ? reply.closing(bytes) : bytes;
  }

  private void endIfWhole() {
    if (isReplied && requestBody.isDone()) {
      whole++;
      if (isLast) {
        state = State.OVER;
      } else {
        state = whole < MOST ? State.BETWEEN : State.LEFT;
      }
    }
  }

  /** RFC 9110, 9.2.1; and all of it is in its head. */
  private static boolean isSafe(RequestHead head) {
    return head.body().isNone() && SAFE.contains(head.method());
  }

  /** Whether one request was sent, which may be sent once more: it changes nothing there. */
  boolean isRepeatable() {
    return state == State.UNDER_WAY && whole == 0 && request != null && isSafe(request);
  }

  /** The last request; null where there was none. */
  @Nullable RequestHead request() {
    return request;
  }

  /** Whether nothing is under way, after at least one exchange, so that the next may be others'. */
  boolean mayServeOthers() {
    return whole > 0 && !isTied && (state == State.OVER || isBetween());
  }

  private boolean isBetween() {
    return state == State.BETWEEN && !isHeadUnderWay;
  }

  /** Whether the visitor has got the one reply that it wanted. */
  boolean isOver() {
    return state == State.OVER;
  }

  /** Whether a visitor who wanted one reply only has to be told of its end by the service. */
  boolean hasLostEnd() {
    return isLast && hasLostEnd;
  }

  /** What is kept of heads whose ends have not come, in bytes. */
  int memory() {
    return requests.memory() + reply.memory();
  }
}
