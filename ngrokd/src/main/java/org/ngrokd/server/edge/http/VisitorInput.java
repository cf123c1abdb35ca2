package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.edge.VisitorMemory;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;

/**
 * What a visitor has sent and nobody has taken yet, and whether more is read. Confined to the event
 * loop of the visitor.
 */
final class VisitorInput {
  private final Visitor visitor;
  private final VisitorMemory memory;
  private final HeadReader heads;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private boolean reading = true;

  /**
   * @param longestHead in bytes
   */
  VisitorInput(Visitor visitor, VisitorMemory memory, int longestHead) {
    this.visitor = visitor;
    this.memory = memory;
    this.heads = new HeadReader(longestHead);
  }

  void add(ByteBuf bytes) {
    input =
        input.isReadable()
            ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(visitor.channel().alloc(), input, bytes)
            : bytes;
  }

  boolean isReadable() {
    return input.isReadable();
  }

  /** Takes a head, if its end has come; what has come of it is kept till then. */
  byte @Nullable [] takeHead() throws BadMessageException {
    return heads.read(input);
  }

  /** Whether a head has begun whose end has not come. */
  boolean isHeadUnderWay() {
    return heads.isUnderWay();
  }

  /** Takes what belongs to the body of this request. */
  ByteBuf takeBody(Turn current) throws BadMessageException {
    int part = current.scan(input);
    return input.readRetainedSlice(part);
  }

  ByteBuf takeAll() {
    ByteBuf all = input;
    input = Unpooled.EMPTY_BUFFER;
    return all;
  }

  /** Frees what is used up. */
  void tidy() {
    if (!input.isReadable()) {
      release();
    }
  }

  void release() {
    takeAll().release();
  }

  /**
   * To be called after each burst.
   *
   * @param replyHeads what has come of a reply's head whose end has not, in bytes
   */
  void look(int replyHeads) {
    memory.look(input, heads.memory() + replyHeads);
  }

  /**
   * Stops and resumes the reading.
   *
   * @param isTaken whether what is read is taken at the moment
   * @return whether more is read
   */
  boolean regulate(boolean isTaken) {
    boolean wanted = isTaken && input.readableBytes() < memory.mostAhead();
    if (wanted != reading) {
      reading = wanted;
      if (wanted) {
        visitor.end().resumeReading();
      } else {
        visitor.end().pauseReading();
      }
    }
    return wanted;
  }
}
