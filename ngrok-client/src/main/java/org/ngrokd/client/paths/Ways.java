package org.ngrokd.client.paths;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to local services that one visitor has, one for each service at most, and which
 * of them serves the request under way. Confined to the event loop of the visitor.
 */
final class Ways {
  private final IdentityHashMap<PathServices.Service, Way> all = new IdentityHashMap<>();
  private @Nullable Way current;
  private boolean isPaused;

  @Nullable Way to(PathServices.Service service) {
    return all.get(service);
  }

  /** This one serves the request under way. */
  void use(Way way) {
    all.put(way.service(), way);
    current = way;
    regulate();
  }

  /** The request is over. It is read on, so that its end is seen before it is used again. */
  void rest() {
    if (current != null) {
      current.end().flush();
      current.end().resumeReading();
    }
    current = null;
  }

  @Nullable Way current() {
    return current;
  }

  boolean isCurrent(Way way) {
    return current == way;
  }

  /** The visitor takes more, or no more for now. */
  void pause(boolean paused) {
    isPaused = paused;
    regulate();
  }

  /** Stops and resumes the reading of the current one. */
  void regulate() {
    if (current != null && isPaused) {
      current.end().pauseReading();
    } else if (current != null) {
      current.end().resumeReading();
    }
  }

  void flush() {
    if (current != null) {
      current.end().flush();
    }
  }

  /** Whether the current one takes more; where there is none, nothing waits for it. */
  boolean isWritable() {
    return current == null || current.end().isWritable();
  }

  /** This one is of no use any more. */
  void drop(Way way) {
    all.remove(way.service());
    if (current == way) {
      current = null;
    }
    way.close();
  }

  /** What has come of replies' heads whose end has not, in bytes. */
  int memory() {
    return current == null ? 0 : current.memory();
  }

  /** Ends all of them in order. */
  void close() {
    all.values().forEach(Way::close);
    all.clear();
    current = null;
  }

  /** Breaks off the one in use, and ends the others. */
  void reset() {
    Way broken = current;
    if (broken != null) {
      all.remove(broken.service());
      broken.reset();
    }
    close();
  }
}
