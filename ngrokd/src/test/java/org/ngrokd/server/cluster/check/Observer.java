package org.ngrokd.server.cluster.check;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.check.Event.Died;
import org.ngrokd.server.cluster.check.Event.Freed;
import org.ngrokd.server.cluster.check.Event.Had;
import org.ngrokd.server.cluster.check.Event.Lived;

/**
 * Reads from the engine, ten times a second, everything that it has done to names, by a way of its
 * own. What a look has for the first time was done between the beginning of the look before and the
 * end of this one.
 */
final class Observer implements Runnable {
  private static final long PAUSE_MILLIS = 100;

  private final Source source;
  private final History history;
  private volatile boolean isEnding;
  private long lookedAt;

  /** What was done to a name, or became of a life. */
  record Change(String name, String owner, String life, long epoch, int node) {
    private boolean isOfName() {
      return !name.isEmpty();
    }

    /**
     * @param name as the engine has it
     */
    static Change had(String name, String owner, String life, long epoch) {
      return new Change(Site.nameOf(name), owner, life, epoch, 0);
    }

    static Change freed(String name) {
      return new Change(Site.nameOf(name), "", "", 0, 0);
    }

    static Change died(String life) {
      return new Change("", "", life, 0, 0);
    }

    static Change lived(String life, int node) {
      return new Change("", "", life, 0, node);
    }
  }

  /** An engine, as an observer sees it. */
  interface Source {
    /**
     * All that was done before this was called and was not told yet, those of a name in their
     * order; perhaps also what was done meanwhile.
     *
     * @throws Exception when the engine does not answer now
     */
    List<Change> look() throws Exception;
  }

  Observer(Source source, History history) {
    this.source = source;
    this.history = history;
  }

  @Override
  public void run() {
    while (!isEnding) {
      try {
        boolean unused = look();
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Whether it could be done. */
  synchronized boolean look() throws InterruptedException {
    long begin = history.now();
    List<Change> changes;
    try {
      changes = source.look();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return false; // the next time
    }
    long end = history.now();
    changes.forEach(each -> history.add(event(each, end)));
    lookedAt = begin;
    return true;
  }

  private Event event(Change each, long end) {
    if (!each.isOfName()) {
      return each.node() > 0
          ? new Lived(each.life(), each.node())
          : new Died(each.life(), lookedAt, end);
    }
    return each.epoch() > 0
        ? new Had(each.name(), each.owner(), each.life(), each.epoch(), lookedAt, end)
        : new Freed(each.name(), lookedAt, end);
  }

  void end() {
    isEnding = true;
  }
}
