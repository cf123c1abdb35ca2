package org.ngrokd.protocol.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * A chunked body, read strictly: sizes are hexadecimal digits, lines end in CR LF, nothing else is
 * taken for an end. What two programs may read in two ways is an error. RFC 9112, 7.1.
 *
 * <pre>
 *   SIZE ─▶ (SIZE_BLANK) ─▶ (EXTENSION) ─▶ SIZE_LF ─▶ DATA ─▶ DATA_CR ─▶ DATA_LF ─▶ SIZE …
 *                                             └─last─▶ TRAILER ─▶ … ─▶ LAST_LF ─▶ DONE
 * </pre>
 */
final class ChunkedBody implements BodyScanner {
  private static final int MOST_DIGITS = 15;

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

  private final Optional<TrailerNames> trailerNames;
  private State state = State.SIZE;
  private long size;
  private int digits;
  private int overhead;

  private ChunkedBody(Optional<TrailerNames> trailerNames) {
    this.trailerNames = trailerNames;
  }

  /** Of a request: some names must not stand in its trailer. */
  static ChunkedBody ofRequest() {
    return new ChunkedBody(Optional.of(new TrailerNames()));
  }

  /** Of a reply. */
  static ChunkedBody ofReply() {
    return new ChunkedBody(Optional.empty());
  }

  @Override
  public int scan(ByteBuf bytes) throws BadMessageException {
    int start = bytes.readerIndex();
    int end = bytes.writerIndex();
    int i = start;
    while (i < end && state != State.DONE) {
      if (state == State.DATA) {
        long part = Math.min(size, end - i);
        size -= part;
        i += (int) part;
        state = size == 0 ? State.DATA_CR : State.DATA;
      } else {
        state = next(bytes.getByte(i));
        i++;
      }
    }
    return i - start;
  }

  @Override
  public boolean isDone() {
    return state == State.DONE;
  }

  private State next(byte b) throws BadMessageException {
    return switch (state) {
      case SIZE, SIZE_BLANK, EXTENSION -> sizeLine(b);
      case SIZE_LF -> begin(b);
      case DATA_CR -> expect('\r', b, State.DATA_LF);
      case DATA_LF -> expect('\n', b, State.SIZE);
      case TRAILER_START, TRAILER_NAME, TRAILER_VALUE -> trailer(b);
      case TRAILER_LF -> expect('\n', b, State.TRAILER_START);
      case LAST_LF -> expect('\n', b, State.DONE);
      case DATA, DONE -> throw new IllegalStateException(state.name());
    };
  }

  private State sizeLine(byte b) throws BadMessageException {
    if (state == State.SIZE && Character.digit(b, 16) >= 0) {
      return digit(Character.digit(b, 16));
    }
    if (digits == 0) {
      throw new BadMessageException("malformed chunk size");
    }
    if (state == State.EXTENSION) {
      return extension(b);
    }
    if (b == ';') {
      return State.EXTENSION;
    }
    if (b == ' ' || b == '\t') { // before an extension only
      count(EXTENSION_LIMIT, "chunk extension");
      return State.SIZE_BLANK;
    }
    if (state == State.SIZE_BLANK) {
      throw new BadMessageException("malformed chunk size");
    }
    return expect('\r', b, State.SIZE_LF);
  }

  private State digit(int value) throws BadMessageException {
    if (++digits > MOST_DIGITS) {
      throw new BadMessageException("chunk size of more than " + MOST_DIGITS + " digits");
    }
    size = size * 16 + value;
    return State.SIZE;
  }

  private State extension(byte b) throws BadMessageException {
    count(EXTENSION_LIMIT, "chunk extension");
    if (b == '\r') {
      return State.SIZE_LF;
    }
    checkText(b);
    return State.EXTENSION;
  }

  private State begin(byte b) throws BadMessageException {
    State next = expect('\n', b, size == 0 ? State.TRAILER_START : State.DATA);
    digits = 0;
    overhead = 0;
    return next;
  }

  private State trailer(byte b) throws BadMessageException {
    count(TRAILER_LIMIT, "trailer");
    if (b == '\r' && state != State.TRAILER_NAME) {
      return state == State.TRAILER_START ? State.LAST_LF : State.TRAILER_LF;
    }
    if (state == State.TRAILER_VALUE) {
      checkText(b);
      return State.TRAILER_VALUE;
    }
    if (b == ':' && state == State.TRAILER_NAME) {
      if (trailerNames.isPresent()) {
        trailerNames.get().end();
      }
      return State.TRAILER_VALUE;
    }
    if (!Ascii.isToken(b)) {
      throw new BadMessageException("malformed trailer");
    }
    trailerNames.ifPresent(names -> names.add(b));
    return State.TRAILER_NAME;
  }

  private void count(int limit, String what) throws BadMessageException {
    if (++overhead > limit) {
      throw new BadMessageException(what + " above " + limit + " bytes");
    }
  }

  private static void checkText(byte b) throws BadMessageException {
    if (!Ascii.isText(b)) {
      throw new BadMessageException("control character in a chunked body");
    }
  }

  private static State expect(char expected, byte b, State next) throws BadMessageException {
    if (b != expected) {
      throw new BadMessageException("malformed chunk");
    }
    return next;
  }
}
