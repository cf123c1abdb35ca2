package org.ngrokd.streams.http;

/**
 * What is made of the liberties that a program takes with its chunks. Places are indexes into the
 * buffer that is scanned.
 */
interface ChunkLiberties {
  /** A blank behind a size. */
  void blank(int place);

  /** The line of a size ended with those blanks. */
  void padding() throws BadMessageException;

  /** A line feed without a carriage return before it. */
  void bareLineFeed(int place) throws BadMessageException;

  /**
   * None are allowed: the chunks of a request pass as they are, and the next program must not read
   * them in another way.
   */
  ChunkLiberties NONE =
      new ChunkLiberties() {
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
