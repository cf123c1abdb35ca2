package org.ngrokd.server.traces;

/** Who takes spans. Blocks for a bounded time; called by one thread. */
interface Collector {
  /** What became of some spans. */
  enum Fate {
    TAKEN,
    /** They may be sent again. */
    LATER,
    /** They need not be sent again. */
    REFUSED
  }

  /**
   * What was answered.
   *
   * @param words what people are told where they were not taken
   */
  record Answer(Fate fate, String words) {
    static final Answer TAKEN = new Answer(Fate.TAKEN, "");
  }

  /**
   * Sends some.
   *
   * @param spans in OTLP's JSON
   */
  Answer send(byte[] spans) throws InterruptedException;
}
