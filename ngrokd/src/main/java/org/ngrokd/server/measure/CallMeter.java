package org.ngrokd.server.measure;

import java.util.concurrent.atomic.LongAdder;

/** Counts and times questions to somebody outside of this process. Safe from any thread. */
public final class CallMeter {
  private final Distribution times = Distribution.ofNetworks();
  private final LongAdder failures = new LongAdder();

  /** There was an answer, whichever. */
  public void answered(long nanos) {
    times.add(nanos);
  }

  /** There was none. */
  public void failed(long nanos) {
    times.add(nanos);
    failures.increment();
  }

  /** How long all of them took, those without an answer included. */
  public Distribution.Reading times() {
    return times.reading();
  }

  /** How many had no answer. */
  public long failures() {
    return failures.sum();
  }
}
