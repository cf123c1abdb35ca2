package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.Asked;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.ReplyListener;
import org.ngrokd.streams.http.ReplySide;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A connection to one local service, and the replies that come from there, one for each request. No
 * request goes out before the reply to the one before it is whole, so what comes behind that is no
 * reply. Confined to the event loop of the visitor.
 */
final class Way implements RelayEnd.Receiver {
  private final RelayEnd end;
  private final PathServices.Service service;
  private final Listener listener;
  private final Replies replying = new Replies();
  private final ReplySide replies = ReplySide.passing(replying, replying);
  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private @Nullable Asked request;
  private boolean isBegun;
  private boolean keepsAlive;
  private boolean endsWithConnection;
  private boolean isFinished;
  private boolean isForgotten;

  /** Hears what comes from the service. */
  interface Listener {
    /** Bytes for the visitor. */
    void forward(ByteBuf bytes);

    /** For now no more of them. */
    void burst();

    /** The reply is whole. */
    void replied(boolean keepsAlive);

    /** What follows in both directions is no HTTP. */
    void leftHttp();

    /** The service sent what cannot be passed on. */
    void malformed(Way way, String reason);

    /** It takes more bytes, or no more for now. */
    void writabilityChanged(Way way);

    /** The service has sent its last byte. */
    void finished(Way way);

    /** The connection is gone; without {@link #finished} before, it broke. */
    void closed(Way way);
  }

  Way(RelayEnd end, PathServices.Service service, Listener listener) {
    this.end = end;
    this.service = service;
    this.listener = listener;
  }

  RelayEnd end() {
    return end;
  }

  PathServices.Service service() {
    return service;
  }

  /** A request goes out: its reply is next. */
  void send(RequestHead next) {
    request = next;
    isBegun = false;
    endsWithConnection = false;
    end.write(Unpooled.wrappedBuffer(service.changed(next)));
  }

  /** Whether the visitor has got any of the reply under way, interim ones apart. */
  boolean isBegun() {
    return isBegun;
  }

  /** Whether the end of the connection ends the reply under way as it should. */
  boolean endsReply() {
    return endsWithConnection;
  }

  /** Whether the service has sent its last byte. */
  boolean isFinished() {
    return isFinished;
  }

  /** What has come of a reply's head whose end has not, in bytes. */
  int memory() {
    return replies.memory();
  }

  /** Ends it in order. Nothing is heard of it any more. */
  void close() {
    isForgotten = true;
    end.close();
  }

  /** Breaks it off. Nothing is heard of it any more. */
  void reset() {
    isForgotten = true;
    end.reset();
  }

  @Override
  public void received(ByteBuf bytes) {
    in = bytes;
    try {
      if (!isForgotten) {
        replies.read(bytes);
      }
    } finally {
      in = Unpooled.EMPTY_BUFFER;
      bytes.release();
    }
  }

  @Override
  public void receivedBurst() {
    if (!isForgotten) {
      listener.burst();
    }
  }

  @Override
  public void finished() {
    isFinished = true;
    if (!isForgotten) {
      listener.finished(this);
    }
  }

  @Override
  public void writabilityChanged() {
    if (!isForgotten) {
      listener.writabilityChanged(this);
    }
  }

  @Override
  public void closed() {
    if (!isForgotten) {
      listener.closed(this);
    }
  }

  /** The one request that waits, and what becomes of its reply. */
  private final class Replies implements ReplySide.Requests, ReplyListener {
    @Override
    public @Nullable Asked first() {
      return request;
    }

    @Override
    public void answered(boolean leavesHttp) {
      request = null;
      if (leavesHttp) {
        listener.leftHttp();
      }
    }

    @Override
    public void interim(ResponseHead head) {
      listener.forward(Unpooled.wrappedBuffer(head.bytes()));
    }

    @Override
    public void replyBegan(ResponseHead head) {
      isBegun = true;
      keepsAlive = head.keepsAlive();
      endsWithConnection = head.body().kind() == BodyLength.Kind.UNTIL_CLOSE;
      listener.forward(Unpooled.wrappedBuffer(service.changed(head)));
    }

    @Override
    public void replyBody(ByteBuf bytes) {
      listener.forward(bytes);
    }

    /** Bytes beyond the end cannot be the next reply, which nobody has asked for. */
    @Override
    public void replyEnded(HeaderLines trailers) {
      boolean isMore = in.isReadable();
      in.skipBytes(in.readableBytes());
      listener.replied(keepsAlive && !isMore);
    }

    /** What is no HTTP is the reply until the connection ends, as without paths. */
    @Override
    public void foreignBytes(ByteBuf bytes) {
      isBegun = true;
      endsWithConnection = true;
      listener.forward(bytes);
    }

    @Override
    public void serviceBytes(ByteBuf bytes) {
      listener.forward(bytes);
    }

    @Override
    public void unaskedBytes(ByteBuf bytes) {
      bytes.release();
      listener.malformed(Way.this, "bytes that nobody asked for");
    }

    @Override
    public void replyMalformed(BadMessageException e, boolean wasBegun) {
      listener.malformed(Way.this, e.reason());
    }

    @Override
    public void replyCut() {
      // the end of the connection is told by itself
    }
  }
}
