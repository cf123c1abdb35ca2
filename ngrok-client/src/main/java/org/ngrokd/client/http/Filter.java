package org.ngrokd.client.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.DialogueListener;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * What is done with the requests and replies that pass a visitor's {@link FilterEnd}: by itself
 * nothing, all passes. Confined to the event loop of the connection, but for {@link #memory}.
 */
public abstract class Filter implements DialogueListener {
  private @Nullable FilterEnd end;

  void attach(FilterEnd to) {
    end = to;
  }

  /** Hands over what the service is to get. */
  protected final void toService(ByteBuf bytes) {
    if (end == null) {
      bytes.release();
    } else {
      end.passOn(bytes);
    }
  }

  /** Hands over what the visitor is to get. */
  protected final void toVisitor(ByteBuf bytes) {
    if (end == null) {
      bytes.release();
    } else {
      end.passBack(bytes);
    }
  }

  /** Sends the last that the visitor gets; the connection ends behind it. */
  protected final void endWith(ByteBuf reply) {
    if (end == null) {
      reply.release();
    } else {
      end.end(reply);
    }
  }

  /** What the visitor gets instead of a malformed reply. */
  protected abstract ByteBuf badReply();

  /** What was passed on is about to be sent. */
  protected void flush() {}

  /**
   * Nothing passes any more. Told once at least.
   *
   * @param isByService whether the visitor is still there
   */
  protected void over(boolean isByService) {}

  /** Memory is short, or as ever. Any thread. */
  protected void tighten(boolean on) {}

  /** What it keeps, in bytes. Any thread. */
  protected long memory() {
    return 0;
  }

  @Override
  public void requestBegan(RequestHead head) {
    toService(Unpooled.wrappedBuffer(head.bytes()));
  }

  @Override
  public void requestBody(ByteBuf bytes) {
    toService(bytes);
  }

  @Override
  public void visitorBytes(ByteBuf bytes) {
    toService(bytes);
  }

  @Override
  public void interim(ResponseHead head) {
    toVisitor(Unpooled.wrappedBuffer(head.bytes()));
  }

  @Override
  public void replyBegan(ResponseHead head) {
    toVisitor(Unpooled.wrappedBuffer(head.bytes()));
  }

  @Override
  public void replyBody(ByteBuf bytes) {
    toVisitor(bytes);
  }

  @Override
  public void foreignBytes(ByteBuf bytes) {
    toVisitor(bytes);
  }

  @Override
  public void unaskedBytes(ByteBuf bytes) {
    toVisitor(bytes);
  }

  @Override
  public void serviceBytes(ByteBuf bytes) {
    toVisitor(bytes);
  }

  @Override
  public void requestEnded(HeaderLines trailers) {
    // its bytes have passed
  }

  @Override
  public void replyEnded(HeaderLines trailers) {
    // the same
  }

  @Override
  public void requestCut() {
    // the end passes as any other
  }

  @Override
  public void replyCut() {
    // the same
  }

  @Override
  public void requestMalformed(BadMessageException e) {
    if (end != null) {
      end.refuse();
    }
  }

  @Override
  public void replyMalformed(BadMessageException e, boolean isBegun) {
    if (!isBegun) {
      endWith(badReply());
    } else if (end != null) {
      end.breakOff(); // what was whole arrives
    }
  }

  @Override
  public void decided(boolean leavesHttp) {
    if (end != null) {
      end.decided();
    }
  }
}
