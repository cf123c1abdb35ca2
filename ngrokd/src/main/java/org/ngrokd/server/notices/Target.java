package org.ngrokd.server.notices;

/** Somebody who is told. Waits for as long as that takes, within bounds; used by one thread. */
interface Target extends AutoCloseable {
  /**
   * Tells it.
   *
   * @throws NotTakenException when it could not be told
   */
  void tell(Notice notice) throws NotTakenException, InterruptedException;

  @Override
  default void close() {}

  /** Somebody could not be told. */
  final class NotTakenException extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean isWorthAnotherTry;

    /**
     * @param line why
     * @param isWorthAnotherTry whether it may be otherwise a little later
     */
    NotTakenException(String line, boolean isWorthAnotherTry) {
      super(line, null, false, false);
      this.isWorthAnotherTry = isWorthAnotherTry;
    }

    boolean isWorthAnotherTry() {
      return isWorthAnotherTry;
    }
  }
}
