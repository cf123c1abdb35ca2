package org.ngrokd.client.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ngrokd.client.config.InspectOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last exchanges, within a number and an amount of memory: the oldest make room. One that is
 * still under way then is followed to its end, but nothing of it is kept any more. Safe from any
 * thread.
 */
public final class ExchangeStore {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeStore.class);

  /** What there is for the page and the API where nothing is kept, in bytes. */
  private static final long FOR_ANSWERS = 1024 * 1024;

  private final boolean isOn;
  private final int most;
  private final CaptureMemory memory;
  private final Map<String, Exchange> kept = new LinkedHashMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final Set<Watcher> broken = ConcurrentHashMap.newKeySet();

  /** Hears of changes, on the thread that makes them; it must not block. */
  public interface Watcher {
    /** An exchange is new, or has grown. */
    void changed(Exchange exchange);

    /** All are forgotten. */
    void cleared();
  }

  public ExchangeStore(InspectOptions.Capture options) {
    this.isOn = options.isOn();
    this.most = options.exchanges();
    this.memory =
        new CaptureMemory(options.isOn() ? options.memory() : FOR_ANSWERS, this::forgetOldest);
  }

  /** Whether anything of the traffic is to be kept. */
  public boolean isOn() {
    return isOn;
  }

  /** What exchanges and all that is held besides take their memory from. */
  public CaptureMemory memory() {
    return memory;
  }

  /** Keeps one from now on. */
  void add(Exchange exchange) {
    synchronized (memory) {
      kept.put(exchange.id(), exchange);
      while (kept.size() > most && forgetOldest(exchange.memory())) {}
    }
    changed(exchange);
  }

  /** Forgets the oldest but the one with this account; false when there is no other. */
  private boolean forgetOldest(CaptureMemory.Account butThis) {
    for (Iterator<Exchange> oldest = kept.values().iterator(); oldest.hasNext(); ) {
      Exchange exchange = oldest.next();
      if (exchange.memory() != butThis) {
        oldest.remove();
        exchange.forget();
        return true;
      }
    }
    return false;
  }

  /**
   * Tells the watchers of a change. What goes wrong in one does not get to whom it comes from, and
   * is told once: changes are many.
   */
  void changed(Exchange exchange) {
    for (Watcher watcher : watchers) {
      try {
        watcher.changed(exchange);
      } catch (Exception e) { // also checked ones that are thrown undeclared
        if (broken.add(watcher)) {
          LOG.warn("A change of what was captured cannot be shown", e);
        }
      }
    }
  }

  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /** Forgets all. */
  public void clear() {
    synchronized (memory) {
      kept.values().forEach(Exchange::forget);
      kept.clear();
    }
    watchers.forEach(Watcher::cleared);
  }

  public Optional<Exchange> find(String id) {
    synchronized (memory) {
      return Optional.ofNullable(kept.get(id));
    }
  }

  /** All that are kept, the newest first. */
  public List<Exchange> newestFirst() {
    List<Exchange> all;
    synchronized (memory) {
      all = new ArrayList<>(kept.values());
    }
    Collections.reverse(all);
    return all;
  }

  /** How many are kept at most. */
  public int most() {
    return most;
  }

  /** What all of them take, and what the inspector holds besides, in bytes. */
  public long used() {
    return memory.used();
  }
}
