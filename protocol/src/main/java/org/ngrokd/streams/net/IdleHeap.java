package org.ngrokd.streams.net;

/**
 * Gives the memory back that the heap has grown by in a burst, once the burst is over. A collector
 * that nobody asks collects when memory runs out, so a program that rests would keep all of it.
 *
 * <p>It asks for one full collection, which holds all threads up: so only of a small heap, after
 * half a minute in which hardly anything was allocated, and not again before it has grown once
 * more. A program that rests from its start on is never asked; one that needs all it has got is
 * asked once.
 *
 * <p>Confined to the thread that looks, every few seconds.
 */
final class IdleHeap {
  private static final long MIB = 1024 * 1024;

  /** What a program that rests allocates between two looks: heartbeats, and looking about. */
  static final long HARDLY_ANYTHING = MIB;

  /** How much it has to have grown by. */
  static final long WORTH_IT = 4 * MIB;

  /** A collection takes a few milliseconds for each MiB that is alive, which is at most this. */
  static final long SMALL = 128 * MIB;

  /** How many looks in a row have to be quiet. */
  static final int QUIET_LOOKS = 6;

  /** For so many looks after a collection, some minutes, there is no other. */
  static final int LOOKS_BETWEEN = 60;

  private final Runnable collect;
  private long grownFrom = Long.MAX_VALUE;
  private long usedBefore = Long.MAX_VALUE;
  private int quiet;
  private int sinceCollection = LOOKS_BETWEEN;
  private boolean wasCollected;

  /**
   * @param collect does a full collection
   */
  IdleHeap(Runnable collect) {
    this.collect = collect;
  }

  /** Looks at the heap of this process. */
  void look() {
    Runtime runtime = Runtime.getRuntime();
    long size = runtime.totalMemory();
    look(size, size - runtime.freeMemory());
  }

  /**
   * Looks.
   *
   * @param size what the heap has of the system's memory, in bytes
   * @param used what of it is in use, garbage included
   */
  void look(long size, long used) {
    boolean isQuiet = used >= usedBefore && used - usedBefore <= HARDLY_ANYTHING;
    quiet = isQuiet ? quiet + 1 : 0;
    usedBefore = used;
    sinceCollection = Math.min(sinceCollection + 1, LOOKS_BETWEEN);
    grownFrom = wasCollected ? size : Math.min(grownFrom, size);
    wasCollected = false;
    if (size - grownFrom >= WORTH_IT
        && used <= SMALL
        && quiet >= QUIET_LOOKS
        && sinceCollection == LOOKS_BETWEEN) {
      collect.run();
      wasCollected = true;
      sinceCollection = 0;
    }
  }
}
