package org.ngrokd.client.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import org.ngrokd.client.config.InspectOptions;

/**
 * The last exchanges, within a number and an amount of memory: the oldest make room. Safe from any
 * thread.
 */
public final class ExchangeStore {
  private final boolean isOn;
  private final int most;
  private final long memory;
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private long used;

  /** Hears of changes, on the thread that makes them; it must not block. */
  public interface Watcher {
    /** An exchange is new, or has grown. */
    void changed(Exchange exchange);

    /** All are forgotten. */
    void cleared();
  }

  /** What one exchange takes. Guarded by the store. */
  private static final class Kept {
    final Exchange exchange;
    final Account account;

    Kept(Exchange exchange, Account account) {
      this.exchange = exchange;
      this.account = account;
    }
  }

  /** The memory of one exchange; it may be taken before the exchange is kept. */
  final class Account implements LongPredicate {
    private long bytes;
    private boolean isForgotten;

    @Override
    public boolean test(long wanted) {
      return take(this, wanted);
    }

    /** Takes them though there are none left: others go, and those to come find less. */
    void takeAnyway(long bytes) {
      owe(this, bytes);
    }
  }

  public ExchangeStore(InspectOptions.Capture options) {
    this.isOn = options.isOn();
    this.most = options.exchanges();
    this.memory = options.memory();
  }

  /** Whether anything of the traffic is to be kept. */
  public boolean isOn() {
    return isOn;
  }

  Account account() {
    return new Account();
  }

  /** Keeps one from now on. */
  void add(Exchange exchange, Account account) {
    synchronized (this) {
      kept.put(exchange.id(), new Kept(exchange, account));
      while (kept.size() > most) {
        forgetOldest(account);
      }
    }
    changed(exchange);
  }

  private synchronized boolean take(Account account, long bytes) {
    if (account.isForgotten) {
      return false;
    }
    while (used + bytes > memory && forgetOldest(account)) {}
    if (used + bytes > memory) {
      return false;
    }
    used += bytes;
    account.bytes += bytes;
    return true;
  }

  private synchronized void owe(Account account, long bytes) {
    if (!account.isForgotten && !take(account, bytes)) {
      used += bytes;
      account.bytes += bytes;
    }
  }

  /** Forgets the oldest but this; false when there is no other. */
  private boolean forgetOldest(Account butThis) {
    for (Iterator<Kept> oldest = kept.values().iterator(); oldest.hasNext(); ) {
      Account account = oldest.next().account;
      if (account != butThis) {
        oldest.remove();
        forget(account);
        return true;
      }
    }
    return false;
  }

  private void forget(Account account) {
    account.isForgotten = true;
    used -= account.bytes;
  }

  /** Tells the watchers of a change. */
  void changed(Exchange exchange) {
    for (Watcher watcher : watchers) {
      watcher.changed(exchange);
    }
  }

  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /** Forgets all. */
  public void clear() {
    synchronized (this) {
      kept.values().forEach(each -> forget(each.account));
      kept.clear();
    }
    watchers.forEach(Watcher::cleared);
  }

  public synchronized Optional<Exchange> find(String id) {
    return Optional.ofNullable(kept.get(id)).map(each -> each.exchange);
  }

  /** All that are kept, the newest first. */
  public List<Exchange> newestFirst() {
    List<Exchange> all = new ArrayList<>();
    synchronized (this) {
      kept.values().forEach(each -> all.add(each.exchange));
    }
    Collections.reverse(all);
    return all;
  }

  /** How many are kept at most. */
  public int most() {
    return most;
  }

  /** What all of them take, in bytes. */
  public synchronized long used() {
    return used;
  }
}
