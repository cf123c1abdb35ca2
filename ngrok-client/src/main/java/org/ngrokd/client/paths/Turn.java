package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyScanner;
import org.ngrokd.streams.http.RequestHead;

/** A request, and how far it and its reply are. Confined to one event loop. */
final class Turn {
  private final RequestHead request;
  private final BodyScanner body;
  private boolean isReplied;
  private boolean isLast;

  Turn(RequestHead request) {
    this.request = request;
    this.body = BodyScanner.ofRequest(request.body());
    this.isLast = !request.keepsAlive();
  }

  RequestHead request() {
    return request;
  }

  /** Takes what belongs to the request's body out of the buffer. */
  ByteBuf take(ByteBuf bytes) throws BadMessageException {
    return bytes.readRetainedSlice(body.scan(bytes));
  }

  /** Whether the request has been read to its end. */
  boolean isSent() {
    return body.isDone();
  }

  void replied(boolean keepsAlive) {
    isReplied = true;
    isLast |= !keepsAlive;
  }

  /** Whether the reply is complete, which it may be before the request is. */
  boolean isReplied() {
    return isReplied;
  }

  boolean isOver() {
    return isReplied && isSent();
  }

  /** Whether the connection ends after this one. */
  boolean isLast() {
    return isLast;
  }
}
