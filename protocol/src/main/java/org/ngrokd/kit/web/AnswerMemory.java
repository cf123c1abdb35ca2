package org.ngrokd.kit.web;

/**
 * What answers that wait for their readers are charged to. Whoever shows pages says where the
 * memory comes from, and how much there is. Safe from any thread.
 */
@FunctionalInterface
public interface AnswerMemory {
  /** For one reader. */
  Lease lease();

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
