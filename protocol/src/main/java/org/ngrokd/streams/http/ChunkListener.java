package org.ngrokd.streams.http;

/**
 * Hears what a chunked body is made of, and decides what is made of the liberties that a program
 * takes with its chunks. Places are indexes into the buffer that is scanned.
 */
interface ChunkListener {
  /** A blank behind a size. */
  void blank(int place);

  /** The line of a size ended with those blanks. */
  void padding() throws BadMessageException;

  /** A line feed without a carriage return before it. */
  void bareLineFeed(int place) throws BadMessageException;

  /** Bytes that the body holds. */
  default void data(int place, int length) {}

  /** One more byte of the trailer; each of its lines ends with a line feed and no return. */
  default void trailer(byte b) {}

  /**
   * Allows no liberties: the chunks of a request pass as they are, and the next program must not
   * read them in another way.
   */
  ChunkListener STRICT =
      new ChunkListener() {
        @Override
        public void blank(int place) {
          // before an extension
        }

        @Override
        public void padding() throws BadMessageException {
          throw new BadMessageException("malformed chunk size");
        }

        @Override
        public void bareLineFeed(int place) throws BadMessageException {
          throw new BadMessageException("malformed chunk");
        }
      };
}
