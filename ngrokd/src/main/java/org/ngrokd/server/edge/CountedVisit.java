package org.ngrokd.server.edge;

import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgeEvents.Copied;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.server.tunnel.TunnelMeters;

/**
 * One connection of a visitor whose doings are counted. Told on the visitor's event loop; what
 * others may look at is volatile, or written so that it costs the event loop nothing.
 */
final class CountedVisit implements Visit, OpenVisit {
  private static final Phase[] PHASES = Phase.values();

  /** Of the time, in nanoseconds, the last bits are the phase's. */
  private static final long PHASE_BITS = 3;

  private final TunnelMeters meters;
  private final Set<CountedVisit> open;
  private final @Nullable SocketAddress peer;
  private final AtomicLong turn = new AtomicLong();
  private @Nullable Tunnel tunnel;
  private volatile @Nullable TunnelMeter meter;
  private final PassedBytes bytes = new PassedBytes(this::count);

  /**
   * @param open of which it is one from its first tunnel on until it has ended
   */
  CountedVisit(TunnelMeters meters, Set<CountedVisit> open, @Nullable SocketAddress peer) {
    this.meters = meters;
    this.open = open;
    this.peer = peer;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // another tunnel, were it the same in all things
  public void judged(Tunnel next) {
    if (next != tunnel) {
      tunnel = next;
      meterOf(next);
    }
    turn.setOpaque((System.nanoTime() & ~PHASE_BITS) | Phase.AWAITS_CLIENT.bits());
  }

  private void meterOf(Tunnel next) {
    TunnelMeter found = meters.of(next).orElse(null);
    if (found != null && found != meter) {
      found.connected();
    }
    meter = found;
    if (found != null) {
      open.add(this);
    }
  }

  private void moveTo(Phase next) {
    turn.setOpaque((turn.getPlain() & ~PHASE_BITS) | next.bits());
  }

  @Override
  public void joined() {
    moveTo(Phase.AWAITS_SERVICE);
  }

  @Override
  public void answered(int status) {
    moveTo(Phase.SERVED);
  }

  private void count(long fromVisitor, long toVisitor) {
    TunnelMeter counting = meter;
    if (counting != null) {
      counting.passed(fromVisitor, toVisitor);
    }
  }

  @Override
  public void copying(Copied copied) {
    bytes.copying(copied);
    moveTo(Phase.SERVED);
  }

  @Override
  public void progressed(long fromVisitor, long toVisitor) {
    bytes.progressed(fromVisitor, toVisitor);
  }

  @Override
  public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
    bytes.requestEnded(fromVisitor, toVisitor);
    TunnelMeter counting = meter;
    if (counting != null) {
      counting.requested();
    }
    moveTo(Phase.IDLE);
  }

  @Override
  public void ended(long fromVisitor, long toVisitor, Outcome how) {
    bytes.ended(fromVisitor, toVisitor);
    open.remove(this);
  }

  /** Counts what has been copied so far. From any thread. */
  void settle() {
    bytes.settle();
  }

  @Override
  public @Nullable TunnelMeter meter() {
    return meter;
  }

  @Override
  public @Nullable SocketAddress peer() {
    return peer;
  }

  @Override
  public Phase phase() {
    return PHASES[(int) (turn.getOpaque() & PHASE_BITS)];
  }

  @Override
  public long since() {
    return turn.getOpaque() & ~PHASE_BITS;
  }
}
