package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.PassingBody;
import org.ngrokd.streams.http.ReplyHeads;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Puts replies right before they are decoded, as the server does before the visitor gets them:
 * Netty's decoder is stricter than browsers are. Confined to the event loop of the connection.
 */
final class TidyReplies {
  /** As much as passes. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private final Supplier<@Nullable AskedFor> asked;
  private final Consumer<ByteBuf[]> out;
  private final List<ByteBuf> pieces = new ArrayList<>();
  private final ReplyHeads heads = new ReplyHeads(HEAD_LIMIT);
  private @Nullable PassingBody body;
  private boolean isRaw;

  /**
   * @param asked the request that the next reply is for; null when there is none
   * @param out gets the bytes of one reply at a time, and owns them
   */
  TidyReplies(Supplier<@Nullable AskedFor> asked, Consumer<ByteBuf[]> out) {
    this.asked = asked;
    this.out = out;
  }

  /** What is kept of a head whose end has not come, in bytes. */
  int memory() {
    return heads.memory();
  }

  /**
   * Takes all bytes out of the buffer, which stays the caller's.
   *
   * @throws BadMessageException when they are no reply that can be followed
   */
  void read(ByteBuf bytes) throws BadMessageException {
    try {
      while (bytes.isReadable()) {
        step(bytes);
      }
    } finally {
      flush();
    }
  }

  private void step(ByteBuf bytes) throws BadMessageException {
    PassingBody current = body;
    if (current != null) {
      current.pass(bytes, pieces::add);
      body = current.isDone() ? null : current;
      return;
    }
    flush(); // what the next reply is for shows when this one was read
    AskedFor request = asked.get();
    if (isRaw || request == null) {
      pieces.add(bytes.readRetainedSlice(bytes.readableBytes()));
    } else {
      readHead(bytes, request);
    }
  }

  private void flush() {
    if (!pieces.isEmpty()) {
      ByteBuf[] whole = pieces.toArray(ByteBuf[]::new);
      pieces.clear();
      out.accept(whole);
    }
  }

  private void readHead(ByteBuf bytes, AskedFor request) throws BadMessageException {
    byte[] head = heads.read(bytes);
    if (heads.isOther()) {
      isRaw = true;
      pieces.add(heads.other());
    } else if (head != null) {
      headRead(head, request);
    }
  }

  private void headRead(byte[] bytes, AskedFor request) {
    byte[] tidy = bytes;
    try {
      ResponseHead head = ResponseHead.parse(bytes, request);
      tidy = head.bytes();
      PassingBody next = PassingBody.ofReply(head.body());
      body = head.isInterim() || next.isDone() ? null : next;
      isRaw = head.opensTunnel() || head.status() == HttpDecoders.SWITCHING_PROTOCOLS;
    } catch (BadMessageException unclear) {
      isRaw = true; // the decoder says what it makes of it
    }
    pieces.add(Unpooled.wrappedBuffer(tidy));
  }
}
