package org.ngrokd.server.tunnel;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** What has passed through one tunnel so far. Safe from any thread. */
public final class TunnelMeter {
  private final String id;
  private final Tunnel tunnel;
  private final String url;
  private final Instant since = Instant.now();
  private final LongAdder connections = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder in = new LongAdder();
  private final LongAdder out = new LongAdder();
  private volatile long seen; // milliseconds of the epoch; 0: nobody came yet

  TunnelMeter(String id, Tunnel tunnel) {
    this.id = id;
    this.tunnel = tunnel;
    this.url = tunnel.url().toString();
  }

  /** Tells it from all others of this server, and is of no other use. */
  public String id() {
    return id;
  }

  public Tunnel tunnel() {
    return tunnel;
  }

  /** The tunnel's, as its client knows it. */
  public String url() {
    return url;
  }

  public Instant since() {
    return since;
  }

  /** A visitor has come. */
  public void connected() {
    connections.increment();
    seen = System.currentTimeMillis();
  }

  /** A request and its answer are over. */
  public void requested() {
    requests.increment();
    seen = System.currentTimeMillis();
  }

  /**
   * So many bytes have passed.
   *
   * @param fromVisitors what came in
   * @param toVisitors what went out
   */
  public void passed(long fromVisitors, long toVisitors) {
    in.add(fromVisitors);
    out.add(toVisitors);
  }

  /** What it shows now. */
  public Reading reading() {
    long last = seen;
    return new Reading(
        connections.sum(),
        requests.sum(),
        in.sum(),
        out.sum(),
        last == 0 ? since : Instant.ofEpochMilli(last));
  }

  /**
   * What a meter shows.
   *
   * @param connections of visitors, so far
   * @param bytesIn from visitors, so far as it was counted
   * @param lastSeen when a visitor came, or the tunnel was opened
   */
  public record Reading(
      long connections, long requests, long bytesIn, long bytesOut, Instant lastSeen) {}
}
