package org.ngrokd.client.traffic;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.RelayEnd;

/** What passes through one protocol of a tunnel. Safe from any thread. */
public final class TunnelTraffic {
  private static final int FIRST_ERROR = 500;

  private final Tempo ofAll;
  private final Tempo connections = new Tempo();
  private final Tempo exchanges = new Tempo();
  private final LongAdder missed = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  /**
   * @param ofAll where connections are counted besides
   */
  TunnelTraffic(Tempo ofAll) {
    this.ofAll = ofAll;
  }

  /** Counts a visitor from now on; what is given back takes the visitor's place. */
  public RelayEnd metered(RelayEnd visitor) {
    connections.begun();
    ofAll.begun();
    long since = System.nanoTime();
    return new CountedEnd(
        new MeteredEnd(visitor, bytesIn, bytesOut),
        () -> left(Duration.ofNanos(System.nanoTime() - since)));
  }

  private void left(Duration stayed) {
    connections.ended(stayed);
    ofAll.ended(stayed);
  }

  /** A request has come. */
  public void requested() {
    exchanges.begun();
  }

  /** A request has got its reply, or will get none. */
  public void replied(Duration took, int status) {
    exchanges.ended(took);
    if (status >= FIRST_ERROR) {
      errors.increment();
    }
  }

  /** A request that nobody looked at. */
  public void missed() {
    missed.increment();
  }

  /** Visitors' connections. */
  public Counts connections() {
    return connections.counts();
  }

  /** Requests and their replies, but for the {@link #missedExchanges}. */
  public Counts exchanges() {
    return exchanges.counts();
  }

  /** How many there were; as {@link #exchanges}, with less work. */
  public long requests() {
    return exchanges.begunCount();
  }

  /** Requests that were not looked at, because there were too many. */
  public long missedExchanges() {
    return missed.sum();
  }

  /** Replies with a status of 500 or above. */
  public long errors() {
    return errors.sum();
  }

  /** Bytes from visitors. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  /** Bytes to visitors. */
  public long bytesOut() {
    return bytesOut.sum();
  }
}
