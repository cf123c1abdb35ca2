package org.ngrokd.kit.web;

/**
 * What requests that arrive, and answers that wait for their readers, are charged to. Whoever shows
 * pages says where the memory comes from, and how much there is. Safe from any thread.
 */
public interface AnswerMemory {
  /** For one reader's answers. */
  Lease lease();

  /** For one reader's requests: what has come of one whose end has not. */
  Lease bodies();

  /** What somebody is told for whom there is no memory: what it means, and what to do. */
  String busy();

  /** What waits for one reader. Confined to the reader's event loop. */
  interface Lease extends AutoCloseable {
    /**
     * Holds so many bytes in place of those before.
     *
     * @return false when there is no memory
     */
    boolean hold(long bytes);

    /** Gives all back. */
    @Override
    void close();
  }
}
