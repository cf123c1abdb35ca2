package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.Asked;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.Expected;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.ReplyListener;
import org.ngrokd.streams.http.ReplySide;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Passes a local service's replies on, one for each request: as they are where they are written
 * well, else as they should have been. {@link ReplySide} follows them. No request goes out before
 * the reply to the one before it is whole, so what comes behind that is no reply.
 *
 * <p>Confined to the event loop of the visitor.
 */
final class ReplyReader {
  private final Sink sink;
  private final ReplySide replies;
  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private @Nullable Asked request;
  private @Nullable BadMessageException failure;
  private boolean begun;
  private boolean keepsAlive;
  private boolean untilClose;

  /** Where replies go. */
  interface Sink {
    /** A reply has begun, interim ones apart; its status, 0 where it is no HTTP. */
    default void answered(int status) {}

    /** Whether the connection is to end behind the reply that begins. */
    default boolean endsBehind() {
      return false;
    }

    /** Bytes for the visitor. */
    void forward(ByteBuf bytes);

    /** The reply has ended. */
    void replied(boolean keepsAlive);

    /** What follows in both directions is no HTTP. */
    void opaque();
  }

  ReplyReader(Sink sink) {
    this.sink = sink;
    Passing passing = new Passing();
    this.replies = ReplySide.passing(passing, passing);
  }

  /** A request goes out: its reply is next. */
  void expect(RequestHead next, boolean upgradeAllowed) {
    request =
        next.asksUpgrade() == upgradeAllowed
            ? next
            : new Expected(next.isHead(), next.isConnect(), upgradeAllowed);
    begun = false;
    untilClose = false;
  }

  /** What has come of a head whose end has not, in bytes. */
  int headMemory() {
    return replies.memory();
  }

  /** Whether the visitor has got any of the reply under way, interim ones apart. */
  boolean isBegun() {
    return begun;
  }

  /** Whether the end of the connection ends the reply under way as it should. */
  boolean endsWithConnection() {
    return untilClose;
  }

  /**
   * Takes what the service sent.
   *
   * @throws BadMessageException when it is no reply that can be passed on; what was whole before it
   *     has been, and the bytes are released
   */
  void read(ByteBuf bytes) throws BadMessageException {
    in = bytes;
    try {
      replies.read(bytes);
    } finally {
      in = Unpooled.EMPTY_BUFFER;
      bytes.release();
    }
    BadMessageException malformed = failure;
    if (malformed != null) {
      throw malformed;
    }
  }

  /** The one request that waits, and what becomes of its reply. */
  private final class Passing implements ReplySide.Requests, ReplyListener {
    @Override
    public @Nullable Asked first() {
      return request;
    }

    @Override
    public void answered(boolean leavesHttp) {
      request = null;
      if (leavesHttp) {
        sink.opaque();
      }
    }

    /** Behind it, another reply can still be given. */
    @Override
    public void interim(ResponseHead head) {
      begun = false;
      sink.forward(Unpooled.wrappedBuffer(head.bytes()));
    }

    @Override
    public void replyBegan(ResponseHead head) {
      begun = true;
      sink.answered(head.status());
      untilClose = head.body().kind() == BodyLength.Kind.UNTIL_CLOSE;
      boolean isLast = !head.opensTunnel() && sink.endsBehind();
      keepsAlive = !isLast && head.keepsAlive();
      sink.forward(Unpooled.wrappedBuffer(isLast ? head.closing() : head.bytes()));
    }

    @Override
    public void replyBody(ByteBuf bytes) {
      sink.forward(bytes);
    }

    /** Bytes beyond the end cannot be the next reply, which nobody has asked for. */
    @Override
    public void replyEnded(HeaderLines trailers) {
      boolean excess = in.isReadable();
      in.skipBytes(in.readableBytes());
      sink.replied(keepsAlive && !excess);
    }

    /** What is no HTTP is the reply until the connection ends, as with 1.7. */
    @Override
    public void foreignBytes(ByteBuf bytes) {
      if (!begun) {
        sink.answered(0);
      }
      begun = true;
      untilClose = true;
      sink.forward(bytes);
    }

    @Override
    public void serviceBytes(ByteBuf bytes) {
      sink.forward(bytes);
    }

    @Override
    public void unaskedBytes(ByteBuf bytes) {
      bytes.release();
      failure = new BadMessageException("bytes that nobody asked for");
    }

    @Override
    public void replyMalformed(BadMessageException e, boolean isBegun) {
      failure = e;
    }

    @Override
    public void replyCut() {
      // the end of the way is told by the way
    }
  }
}
