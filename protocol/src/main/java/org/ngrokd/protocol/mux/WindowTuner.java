package org.ngrokd.protocol.mux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Lets the windows of streams grow with the path: bandwidth times round trip. A PING that is sent
 * while bytes come tells how long a round trip is; a stream that used half of its window within
 * that time may have been held up by the window, not by the path, and gets a larger one.
 *
 * <p>Confined to the event loop of its connection.
 */
final class WindowTuner {
  /** The largest window of a stream, in bytes: 1 Gbit/s at 130 ms. */
  private static final int LARGEST = 16 * 1024 * 1024;

  /** How long nobody is measured after a round trip in which no window was filled. */
  private static final long PAUSE_NANOS = 20_000_000;

  private final WindowBudget budget;
  private final LongConsumer ping;
  private final List<MuxStream> measured = new ArrayList<>();
  private long round;
  private boolean underWay;
  private long pausedUntil;

  /**
   * @param ping sends a PING with this content
   */
  WindowTuner(WindowBudget budget, LongConsumer ping) {
    this.budget = budget;
    this.ping = ping;
  }

  /** Bytes came for a stream. */
  void received(MuxStream stream, int bytes, long now) {
    Window window = stream.window();
    boolean first = window.count(bytes, round);
    if (!underWay && window.isHalfUsed() && now - pausedUntil >= 0) {
      begin();
      // What came now was sent a round trip before what will come right behind the answer.
      first = window.count(bytes, round);
    }
    if (first && underWay) { // else they would gather until the next round, long gone or not
      measured.add(stream);
    }
  }

  private void begin() {
    round++;
    measured.clear();
    underWay = true;
    ping.accept(round);
  }

  /** How many streams are measured at the moment. */
  int measured() {
    return measured.size();
  }

  /** The answer to a PING came. */
  void answered(long content, long now) {
    if (!underWay || content != round) {
      return;
    }
    underWay = false;
    boolean grown = false;
    for (MuxStream stream : measured) {
      grown |= grow(stream);
    }
    if (grown) {
      begin(); // until the path is the limit, each round trip is measured
    } else {
      measured.clear();
      pausedUntil = now + PAUSE_NANOS;
    }
  }

  private boolean grow(MuxStream stream) {
    Window window = stream.window();
    if (!stream.isReadEagerly() || !window.wasFilled()) {
      return false;
    }
    int more = budget.take(Math.min(window.wanted(), LARGEST) - window.size());
    if (more == 0) {
      return false;
    }
    window.grow(more);
    stream.growWindow(more);
    return true;
  }

  /** The stream is gone, and its window with it. */
  void forget(MuxStream stream) {
    budget.giveBack(stream.window().grown());
  }
}
