package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyScanner;
import org.ngrokd.streams.http.RequestHead;

/** A request that was let in, and how far it and its reply are. Confined to one event loop. */
final class Turn {
  private final RequestHead request;
  private final Verdict.Pass pass;
  private final BodyScanner body;
  private long bodyBytes;
  private boolean replied;
  private boolean last;

  Turn(RequestHead request, Verdict.Pass pass) {
    this.request = request;
    this.pass = pass;
    this.body = BodyScanner.ofRequest(request.body());
    this.last = !request.keepsAlive();
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
