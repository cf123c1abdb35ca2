package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.BodyScanner;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * The reply to one request, as far as it has come. Reads one after the other; not for several
 * threads at once.
 */
final class FollowedReply {
  /** What is no larger is copied rather than sent in parts. */
  private static final int SMALL = 8 * 1024;

  private final HeadReader heads;
  private @Nullable ResponseHead head;
  private @Nullable BodyScanner body;
  private int headFrom;
  private int headTo;

  /**
   * @param headLimit the longest head, in bytes
   */
  FollowedReply(int headLimit) {
    this.heads = new HeadReader(headLimit);
  }

  /** The next one is due. */
  void next() {
    head = null;
    body = null;
  }

  /**
   * Reads on.
   *
   * @param request what it replies to
   * @return whether it is whole; what is left in the buffer then is no part of it
   * @throws BadMessageException when it is not read in one way only
   */
  boolean read(ByteBuf bytes, RequestHead request) throws BadMessageException {
    headTo = -1;
    while (bytes.isReadable() && !isWhole()) {
      if (body == null) {
        readHead(bytes, request);
      } else {
        bytes.skipBytes(body.scan(bytes));
      }
    }
    return isWhole();
  }

  private boolean isWhole() {
    return body != null && body.isDone();
  }

  private void readHead(ByteBuf bytes, RequestHead request) throws BadMessageException {
    boolean isAllHere = !heads.isUnderWay();
    int from = bytes.readerIndex();
    byte[] read = heads.read(bytes);
    if (read == null) {
      return;
    }
    ResponseHead reply = ResponseHead.parse(read, request);
    if (reply.bytes() != read) {
      throw new BadMessageException("a reply that had to be put right");
    }
    if (!reply.isInterim()) {
      head = reply;
      body = BodyScanner.of(reply.body());
      headFrom = from;
      headTo = isAllHere ? bytes.readerIndex() : -1;
    }
  }

  /** Whether the head has come. */
  boolean isBegun() {
    return head != null;
  }

  /** Whether the service takes another request behind it, as far as its head says. */
  boolean keepsAlive() {
    return head != null
        && head.isHttp11()
        && head.keepsAlive()
        && head.body().kind() != BodyLength.Kind.UNTIL_CLOSE;
  }

  /** Whether the service asks for a login that would belong to the connection. */
  boolean asksLogin() {
    return head != null && ConnectionLogin.isIn(head);
  }

  /**
   * The bytes that were {@link #read} last, with word that the connection ends behind them, where
   * the head is among them.
   *
   * @param bytes as they were before; given away
   */
  ByteBuf closing(ByteBuf bytes) {
    ResponseHead reply = head;
    if (reply == null || headTo < 0) {
      return bytes;
    }
    byte[] closing = reply.closing();
    int before = headFrom - bytes.readerIndex();
    int after = bytes.writerIndex() - headTo;
    if (before + after > SMALL) {
      return Unpooled.wrappedBuffer(
          bytes.readRetainedSlice(before),
          Unpooled.wrappedBuffer(closing),
          bytes.skipBytes(headTo - headFrom));
    }
    ByteBuf changed = bytes.alloc().buffer(before + closing.length + after);
    changed.writeBytes(bytes, headFrom - before, before);
    changed.writeBytes(closing).writeBytes(bytes, headTo, after);
    bytes.release();
    return changed;
  }

  /** What is kept of a head whose end has not come, in bytes. */
  int memory() {
    return heads.memory();
  }
}
