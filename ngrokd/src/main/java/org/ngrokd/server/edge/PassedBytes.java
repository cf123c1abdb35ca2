package org.ngrokd.server.edge;

import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgeEvents.Copied;

/**
 * What has passed of one visitor's connection, as the differences that a counter wants. Fed with
 * what a {@link EdgeEvents.Visit} is told; confined to the connection's event loop, but for {@link
 * #settle}.
 */
public final class PassedBytes {
  private final Counter counter;
  private boolean hasRequests;
  private long countedIn;
  private long countedOut;
  private volatile @Nullable Copied copied;

  /** Adds up bytes; on any thread. */
  public interface Counter {
    void passed(long fromVisitor, long toVisitor);
  }

  public PassedBytes(Counter counter) {
    this.counter = counter;
  }

  /** From now on nobody tells what is copied before the end: {@link #settle} asks. */
  public void copying(Copied bytes) {
    copied = bytes;
  }

  /** So much has passed since the request, or else the connection, began. */
  public void progressed(long fromVisitor, long toVisitor) {
    counter.passed(fromVisitor - countedIn, toVisitor - countedOut);
    countedIn = fromVisitor;
    countedOut = toVisitor;
  }

  public void requestEnded(long fromVisitor, long toVisitor) {
    hasRequests = true;
    progressed(fromVisitor, toVisitor);
    countedIn = 0;
    countedOut = 0;
  }

  /** Of http all has been counted with its requests. */
  public void ended(long fromVisitor, long toVisitor) {
    if (!hasRequests) {
      endedAll(fromVisitor, toVisitor);
    }
  }

  private synchronized void endedAll(long fromVisitor, long toVisitor) {
    copied = null;
    progressed(fromVisitor, toVisitor);
  }

  /** Counts what has been copied so far. From any thread. */
  public void settle() {
    if (copied != null) {
      settleCopied();
    }
  }

  private synchronized void settleCopied() {
    Copied bytes = copied;
    if (bytes != null) {
      progressed(bytes.fromVisitor(), bytes.toVisitor());
    }
  }
}
