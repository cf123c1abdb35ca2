package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A connection to a local service that serves one visitor after the other.
 *
 * <pre>
 *   LENT ─ nothing is under way ─▶ WAITING ─▶ LENT …
 *     └─ any other end ──────┐        └─ a word of the service, its end, too long
 *                            ▼                   ▼
 *                          GONE ◀────────────────┘
 * </pre>
 *
 * <p>Confined to its event loop.
 */
final class KeptConnection implements RelayEnd.Receiver {
  private final RelayEnd end;
  private final WaitingConnections others;
  private RelayEnd.@Nullable Receiver borrower;
  private boolean isStarted;
  private boolean isFinished;
  private long restsSince;

  /**
   * @param end not started
   */
  KeptConnection(RelayEnd end, WaitingConnections others) {
    this.end = end;
    this.others = others;
  }

  RelayEnd end() {
    return end;
  }

  WaitingConnections others() {
    return others;
  }

  /** This one hears it from now on. */
  void lendTo(RelayEnd.Receiver receiver) {
    borrower = receiver;
    if (!isStarted) {
      isStarted = true;
      end.start(this);
    }
  }

  /** Nothing is under way: it waits for another visitor, or is closed where it cannot. */
  void giveBack() {
    borrower = null;
    if (isFinished || end.waiting() > 0 || !others.add(this)) {
      end.close();
      return;
    }
    end.tighten(false);
    end.resumeReading(); // so that its end is seen
  }

  /** Nobody hears of it any more; it is closed. */
  void drop() {
    borrower = null;
    others.remove(this);
    end.close();
  }

  void restsSince(long nanos) {
    restsSince = nanos;
  }

  long restsSince() {
    return restsSince;
  }

  /** Nobody has asked for anything: what follows could be taken for the next visitor's reply. */
  @Override
  public void received(ByteBuf bytes) {
    if (borrower != null) {
      borrower.received(bytes);
    } else {
      bytes.release();
      drop();
    }
  }

  @Override
  public void receivedBurst() {
    if (borrower != null) {
      borrower.receivedBurst();
    }
  }

  @Override
  public void finished() {
    isFinished = true;
    if (borrower != null) {
      borrower.finished();
    } else {
      drop();
    }
  }

  @Override
  public void writabilityChanged() {
    if (borrower != null) {
      borrower.writabilityChanged();
    }
  }

  @Override
  public void closed() {
    isFinished = true;
    if (borrower != null) {
      borrower.closed();
    } else {
      drop();
    }
  }
}
