package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * A chunked body: sizes are hexadecimal digits, lines end in CR LF, nothing else is taken for an
 * end. Of what is written otherwise, a {@link ChunkListener} decides. RFC 9112, 7.1.
 *
 * <pre>
 *   SIZE ─▶ (SIZE_BLANK) ─▶ (EXTENSION) ─▶ SIZE_LF ─▶ DATA ─▶ DATA_CR ─▶ DATA_LF ─▶ SIZE …
 *                                             └─last─▶ TRAILER ─▶ … ─▶ LAST_LF ─▶ DONE
 * </pre>
 */
final class ChunkedBody implements BodyScanner {
  /** Longer ones cannot be the size of a chunk that anybody means. */
  private static final int MOST_DIGITS = 15;

  /** One that has that many. */
  private static final long LONG_SIZE = 1L << (4 * (MOST_DIGITS - 1));

  /** Some programs write sizes with zeros before them, as wide as their numbers can get. */
  private static final int MOST_WRITTEN = 64;

  /** Longest chunk extension: nobody uses them, and they cost the receiver. */
  private static final int EXTENSION_LIMIT = 1024;

  private static final int TRAILER_LIMIT = 16 * 1024;

  private enum State {
    SIZE,
    SIZE_BLANK,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    DONE
  }

  private final ChunkListener listener;
  private final Optional<TrailerNames> trailerNames;
  private State state = State.SIZE;
  private int place;
  private long size;
  private int digits;
  private int overhead;

  ChunkedBody(ChunkListener listener, Optional<TrailerNames> trailerNames) {
    this.listener = listener;
    this.trailerNames = trailerNames;
  }

  /** Of a request: some names must not stand in its trailer. */
  static ChunkedBody ofRequest() {
    return new ChunkedBody(ChunkListener.STRICT, Optional.of(new TrailerNames()));
  }

  /** Of a request whose trailer was looked at before. */
  static ChunkedBody seenBefore() {
    return new ChunkedBody(ChunkListener.STRICT, Optional.empty());
  }

  @Override
  public int scan(ByteBuf bytes) throws BadMessageException {
    int end = bytes.writerIndex();
    place = bytes.readerIndex();
    while (place < end && state != State.DONE) {
      if (state == State.DATA) {
        long part = Math.min(size, end - place);
        listener.data(place, (int) part);
        size -= part;
        place += (int) part;
        state = size == 0 ? State.DATA_CR : State.DATA;
      } else {
        state = next(bytes.getByte(place));
        place++;
      }
    }
    return place - bytes.readerIndex();
  }

  /** Where the last scan stopped: behind the body, or at the byte that cannot be. */
  int place() {
    return place;
  }

  @Override
  public boolean isDone() {
    return state == State.DONE;
  }

  private State next(byte b) throws BadMessageException {
    return switch (state) {
      case SIZE, SIZE_BLANK, EXTENSION -> sizeLine(b);
      case SIZE_LF -> expectLineFeed(b, begin());
      case DATA_CR -> lineEnd(b, State.DATA_LF, State.SIZE);
      case DATA_LF -> expectLineFeed(b, State.SIZE);
      case TRAILER_START, TRAILER_NAME, TRAILER_VALUE -> trailer(b);
      case TRAILER_LF -> expectLineFeed(b, State.TRAILER_START);
      case LAST_LF -> expectLineFeed(b, State.DONE);
      case DATA, DONE -> throw new IllegalStateException(state.name());
    };
  }

  private State sizeLine(byte b) throws BadMessageException {
    int digit = state == State.SIZE ? Character.digit(b, 16) : -1;
    if (digit >= 0) {
      return digit(digit);
    }
    if (digits == 0) {
      throw new BadMessageException("malformed chunk size");
    }
    if (b == '\r' || b == '\n') {
      return sizeLineEnd(b);
    }
    if (state == State.EXTENSION || b == ';') {
      return extension(b);
    }
    if (b != ' ' && b != '\t') {
      throw new BadMessageException("malformed chunk size");
    }
    count(EXTENSION_LIMIT, "chunk extension");
    listener.blank(place);
    return State.SIZE_BLANK;
  }

  private State digit(int value) throws BadMessageException {
    if (size >= LONG_SIZE || ++digits > MOST_WRITTEN) {
      throw new BadMessageException("chunk size of more than " + MOST_DIGITS + " digits");
    }
    size = size * 16 + value;
    return State.SIZE;
  }

  private State extension(byte b) throws BadMessageException {
    count(EXTENSION_LIMIT, "chunk extension");
    checkText(b);
    return State.EXTENSION;
  }

  private State sizeLineEnd(byte b) throws BadMessageException {
    if (state == State.SIZE_BLANK) {
      listener.padding();
    }
    return lineEnd(b, State.SIZE_LF, begin());
  }

  /** The line of a size is complete. */
  private State begin() {
    digits = 0;
    overhead = 0;
    return size == 0 ? State.TRAILER_START : State.DATA;
  }

  private State trailer(byte b) throws BadMessageException {
    count(TRAILER_LIMIT, "trailer");
    if (state != State.TRAILER_NAME && (b == '\r' || b == '\n')) {
      if (state == State.TRAILER_VALUE) {
        listener.trailer((byte) '\n');
      }
      return state == State.TRAILER_START
          ? lineEnd(b, State.LAST_LF, State.DONE)
          : lineEnd(b, State.TRAILER_LF, State.TRAILER_START);
    }
    if (state == State.TRAILER_VALUE) {
      checkText(b);
      listener.trailer(b);
      return State.TRAILER_VALUE;
    }
    if (b == ':' && state == State.TRAILER_NAME) {
      if (trailerNames.isPresent()) {
        trailerNames.get().end();
      }
      listener.trailer(b);
      return State.TRAILER_VALUE;
    }
    if (!Ascii.isToken(b)) {
      throw new BadMessageException("malformed trailer");
    }
    trailerNames.ifPresent(names -> names.add(b));
    listener.trailer(b);
    return State.TRAILER_NAME;
  }

  private void count(int limit, String what) throws BadMessageException {
    if (++overhead > limit) {
      throw new BadMessageException(
          BadMessageException.Kind.TOO_LARGE, what + " above " + limit + " bytes");
    }
  }

  private static void checkText(byte b) throws BadMessageException {
    if (!Ascii.isText(b)) {
      throw new BadMessageException("control character in a chunked body");
    }
  }

  /**
   * A line ends.
   *
   * @param atReturn the state after a carriage return
   * @param behind the state behind the line
   */
  private State lineEnd(byte b, State atReturn, State behind) throws BadMessageException {
    if (b == '\r') {
      return atReturn;
    }
    if (b == '\n') {
      listener.bareLineFeed(place);
      return behind;
    }
    throw new BadMessageException("malformed chunk");
  }

  private static State expectLineFeed(byte b, State next) throws BadMessageException {
    if (b != '\n') {
      throw new BadMessageException("malformed chunk");
    }
    return next;
  }
}
