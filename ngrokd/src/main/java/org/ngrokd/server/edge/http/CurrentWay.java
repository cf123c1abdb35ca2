package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.PendingWay;
import org.ngrokd.server.tunnel.Tunnel;

/**
 * The way to a client that a visitor's connection has at the moment, or waits for; there may be
 * neither. Confined to the event loop of the visitor.
 */
final class CurrentWay {
  private @Nullable Backend backend;
  private @Nullable PendingWay opening;

  /** One is being opened. */
  void awaits(PendingWay way) {
    opening = way;
  }

  /** There is one. */
  void is(Backend way) {
    backend = way;
  }

  /** The way there is, if it is one for such a request. */
  @Nullable Backend servingFor(Verdict.Pass pass) {
    return backend != null && backend.serves(pass) ? backend : null;
  }

  /** By which tunnel it leads; null where there is none. */
  @Nullable Tunnel tunnel() {
    return backend == null ? null : backend.tunnel();
  }

  boolean isThere() {
    return backend != null;
  }

  /** Whether it takes more bytes. Where there is no way, nothing waits for it. */
  boolean isWritable() {
    return backend == null || backend.end().isWritable();
  }

  /** Sends on what the visitor sent. To be called only while there is a way. */
  void write(ByteBuf bytes) {
    if (backend == null) {
      bytes.release();
    } else {
      backend.end().write(bytes);
    }
  }

  void flush() {
    if (backend != null) {
      backend.end().flush();
    }
  }

  /** Stops and resumes the reading of replies. */
  void regulate(boolean visitorTakesMore) {
    if (backend != null) {
      backend.regulate(visitorTakesMore);
    }
  }

  /** What has come of a reply's head whose end has not, in bytes. */
  int headMemory() {
    return backend == null ? 0 : backend.headMemory();
  }

  /** Whether a reply of ours can take the place of the service's, of which nothing is sent yet. */
  boolean isUnanswered() {
    return backend != null && !backend.isReplyBegun();
  }

  /** Whether the visitor has got some of the reply under way. */
  boolean isReplyBegun() {
    return backend != null && backend.isReplyBegun();
  }

  /** Whether the reply under way is whole when the service has sent its last byte. */
  boolean endsReply() {
    return backend != null && backend.endsWithConnection();
  }

  /** While it is being opened, nobody may be there to wait for it. */
  void visitorFinished() {
    if (opening != null) {
      opening.visitorFinished();
    }
  }

  /** Of an opaque stream, the visitor has sent its last byte. */
  void finishSending() {
    if (backend != null) {
      backend.end().finishSending();
      backend.opaqueDirectionEnded();
    }
  }

  /** Of an opaque stream, the service has sent its last byte. */
  void serviceFinished() {
    if (backend != null) {
      backend.opaqueDirectionEnded();
    }
  }

  /** Nobody waits for one any more. */
  void giveUp() {
    if (opening != null) {
      opening.giveUp();
    }
  }

  /** Ends it in order. Nothing is heard of it any more. */
  void drop() {
    if (backend != null) {
      backend.forget();
      backend.end().close();
      backend = null;
    }
  }

  /** Breaks it off. Nothing is heard of it any more. */
  void reset() {
    if (backend != null) {
      backend.forget();
      backend.end().reset();
      backend = null;
    }
  }
}
