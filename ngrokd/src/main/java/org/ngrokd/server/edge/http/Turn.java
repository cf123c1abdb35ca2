package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyScanner;
import org.ngrokd.streams.http.RequestHead;

/** A request that was let in, and how far it and its reply are. Confined to one event loop. */
final class Turn {
  /** At how many clients that share a name it is tried. */
  private static final int MOST_TRIES = 3;

  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS");

  private final RequestHead request;
  private final Verdict.Pass pass;
  private final BodyScanner body;
  private long bodyBytes;
  private boolean replied;
  private boolean last;
  private int tries = 1;

  Turn(RequestHead request, Verdict.Pass pass) {
    this.request = request;
    this.pass = pass;
    this.body = BodyScanner.ofRequest(request.body());
    this.last = !request.keepsAlive();
  }

  /**
   * The same request by another's tunnel, who shares the name; nothing of its body has been read.
   */
  Turn by(Verdict.Pass other) {
    Turn next = new Turn(request, other);
    next.tries = tries + 1;
    return next;
  }

  /** Whether it may be tried with one more. */
  boolean mayBeTriedAgain() {
    return tries < MOST_TRIES;
  }

  /**
   * Whether it does no harm to send it twice, and all of it is still there: RFC 9110, 9.2.2. What a
   * protocol changes to may have begun.
   */
  boolean isRepeatable() {
    return REPEATABLE.contains(request.method())
        && bodyBytes == 0
        && isSent()
        && !pass.mayUpgrade();
  }

  RequestHead request() {
    return request;
  }

  Verdict.Pass pass() {
    return pass;
  }

  /** How many of these bytes belong to the request's body. */
  int scan(ByteBuf bytes) throws BadMessageException {
    int part = body.scan(bytes);
    bodyBytes += part;
    return part;
  }

  /**
   * Whether the request has been read to its end. One that asks to change the protocol has, but
   * what follows it waits until it is known what it is.
   */
  boolean isSent() {
    return body.isDone();
  }

  /** Bytes of the request's body so far. */
  long bodyBytes() {
    return bodyBytes;
  }

  void replied(boolean keepsAlive) {
    replied = true;
    last |= !keepsAlive;
  }

  /** Whether the reply is complete, which it may be before the request is. */
  boolean isReplied() {
    return replied;
  }

  boolean isOver() {
    return replied && isSent();
  }

  /** Whether the connection ends after this one. */
  boolean isLast() {
    return last;
  }
}
