package org.ngrokd.streams.memory;

import java.util.ArrayList;
import java.util.List;

/** Holds what the test says; gives it back at once when it is cut, if it is told to. */
final class FakeHolder implements Holder {
  final List<CutReason> cuts = new ArrayList<>();
  final List<Boolean> tightenings = new ArrayList<>();
  private volatile long held;

  void holds(long bytes) {
    held = bytes;
  }

  @Override
  public long held() {
    return held;
  }

  @Override
  public synchronized void tighten(boolean on) {
    tightenings.add(on);
  }

  @Override
  public synchronized void cut(CutReason reason) {
    cuts.add(reason);
  }

  boolean isCut() {
    return !cuts.isEmpty();
  }
}
