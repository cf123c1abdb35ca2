package org.ngrokd.client.inspect;

import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * All that the inspector may hold, in bytes. Whatever is held is charged to an {@link Account}
 * until it is really free; the total is never passed. Safe from any thread: everything that is
 * charged is guarded by this one object, so that what is forgotten can be let go of at once,
 * whoever is at work on it.
 */
public final class CaptureMemory {
  private final long most;
  private final Predicate<Account> freesSome;
  private long used;

  /**
   * @param most in all, in bytes
   * @param freesSome lets go of something that is not this account's; false when there is nothing
   */
  CaptureMemory(long most, Predicate<Account> freesSome) {
    this.most = most;
    this.freesSome = freesSome;
  }

  /** What one holder has taken. */
  public final class Account implements LongPredicate, AutoCloseable {
    private long bytes;
    private boolean isClosed;

    private Account() {}

    /**
     * Takes so many bytes, or gives back those below zero.
     *
     * @return false when there are none left; then nothing is taken
     */
    @Override
    public boolean test(long wanted) {
      return take(this, wanted);
    }

    /** What all its takers have to be guarded by. */
    Object lock() {
      return CaptureMemory.this;
    }

    /** Gives all back; nothing can be taken any more. */
    @Override
    public void close() {
      end(this);
    }
  }

  /** One that has taken nothing yet. */
  public Account account() {
    return new Account();
  }

  private synchronized boolean take(Account account, long wanted) {
    if (account.isClosed) {
      return wanted <= 0;
    }
    while (wanted > 0 && used + wanted > most && freesSome.test(account)) {}
    if (wanted > 0 && used + wanted > most) {
      return false;
    }
    used += wanted;
    account.bytes += wanted;
    return true;
  }

  private synchronized void end(Account account) {
    used -= account.bytes;
    account.bytes = 0;
    account.isClosed = true;
  }

  /** What all of them may take. */
  public long most() {
    return most;
  }

  /** What all of them have taken. */
  public synchronized long used() {
    return used;
  }
}
