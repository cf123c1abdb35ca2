package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Collects the heads of replies, one after the other, and tells what is no HTTP/1 from them by its
 * first bytes, however these are cut. Not for several threads at once.
 */
public final class ReplyHeads {
  private static final byte[] NAME = {'H', 'T', 'T', 'P', '/', '1', '.'};
  private static final ByteBuf NAME_BUFFER =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(NAME));
  private static final byte[] EMPTY_LINE = {'\r', '\n'};

  private final HeadReader heads;
  private final byte[] begin = new byte[NAME.length];
  private int begun; // bytes of it
  private boolean isOther;

  /**
   * @param limit the longest head, in bytes
   */
  public ReplyHeads(int limit) {
    this.heads = new HeadReader(limit);
  }

  /**
   * Takes bytes from the buffer up to the end of the head, or up to where they show that they are
   * no head.
   *
   * @return the whole head with its empty line; null when there is more to come, or when {@link
   *     #isOther}
   * @throws BadMessageException when the head is longer than the limit
   */
  public byte @Nullable [] read(ByteBuf in) throws BadMessageException {
    return heads.isUnderWay() || isHead(in) ? heads.read(in) : null;
  }

  /** Whether what came is no reply in HTTP/1, and nothing that follows is. */
  public boolean isOther() {
    return isOther;
  }

  /** The bytes by which it showed that they are no head, to be passed on before what follows. */
  public ByteBuf other() {
    return Unpooled.copiedBuffer(begin, 0, begun);
  }

  /** What is kept of a head whose end has not come, in bytes. */
  public int memory() {
    return heads.memory();
  }

  /** Whether a head begins here; if that is not known yet, nothing is left in the buffer. */
  private boolean isHead(ByteBuf in) throws BadMessageException {
    while (!isOther && in.isReadable()) {
      if (begun == 0 && beginsWithName(in)) {
        return true; // as a rule: nothing is copied
      }
      begin[begun++] = in.readByte();
      if (begins(EMPTY_LINE)) { // before a head they are skipped, RFC 9112, 2.2
        begun = begun == EMPTY_LINE.length ? 0 : begun;
      } else if (!begins(NAME)) {
        isOther = true;
      } else if (begun == NAME.length) {
        begun = 0;
        var unused = heads.read(Unpooled.wrappedBuffer(begin)); // not whole yet
        return true;
      }
    }
    return false;
  }

  private static boolean beginsWithName(ByteBuf in) {
    return in.readableBytes() >= NAME.length
        && ByteBufUtil.equals(in, in.readerIndex(), NAME_BUFFER, 0, NAME.length);
  }

  private boolean begins(byte[] whole) {
    for (int i = 0; i < begun; i++) {
      if (i >= whole.length || begin[i] != whole[i]) {
        return false;
      }
    }
    return true;
  }
}
