package org.ngrokd.server.traces;

import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.streams.memory.Backlog;
import org.ngrokd.streams.net.ConnectionId;

/**
 * Traces some of the requests: a span each, sent to a collector when the request is over, and the
 * service is told to go on with the same trace. Spans are made on the event loops and sent on a
 * thread of their own; what that cannot get rid of is dropped and counted.
 *
 * <p>Safe from any thread.
 */
public final class Traces implements EdgeEvents, AutoCloseable {
  /** What may wait to be sent, in bytes: some four thousand spans; less in a small heap. */
  private static final long ROOM =
      Math.min(4L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 64);

  /** Spans are collected so long, so that they are sent in few requests. */
  private static final Duration GATHERING = Duration.ofSeconds(1);

  private static final long NANOS = 1_000_000_000;

  private final Sampler sampler;
  private final Backlog<Span> backlog;
  private final Exporter exporter;

  /** A monotonic clock, and what it showed at a moment that is known. */
  private final long epochNanos;

  private Traces(Sampler sampler, Backlog<Span> backlog, Exporter exporter, Instant now) {
    this.sampler = sampler;
    this.backlog = backlog;
    this.exporter = exporter;
    this.epochNanos = now.getEpochSecond() * NANOS + now.getNano() - System.nanoTime();
  }

  /**
   * Begins. Whether the collector is there shows with the first span.
   *
   * @param version of the program
   */
  public static Traces start(TraceOptions options, String version, Clock clock) {
    return start(options, version, clock, Exporter.Patience.USUAL);
  }

  static Traces start(
      TraceOptions options, String version, Clock clock, Exporter.Patience patience) {
    Backlog<Span> backlog = new Backlog<>(ROOM, GATHERING);
    Exporter exporter =
        new Exporter(
            backlog,
            new SpanFormat(version),
            new HttpCollector(options.collector(), patience.answer()),
            patience);
    exporter.start();
    return new Traces(
        new Sampler(options.share(), System::nanoTime), backlog, exporter, clock.instant());
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return listener.isHttp() ? new TracedVisit(this, listener) : Visit.NONE;
  }

  boolean takes(@Nullable TraceParent parent) {
    return sampler.takes(parent);
  }

  /** Nanoseconds since 1970, which never go back. */
  long now() {
    return epochNanos + System.nanoTime();
  }

  void add(Span span) {
    var unused = backlog.offer(span, span.bytes()); // it counts what it drops
  }

  /** How many spans the collector has taken. */
  public long sent() {
    return exporter.sent();
  }

  /** How many were dropped, or not taken by the collector. */
  public long dropped() {
    return backlog.dropped();
  }

  /** Sends what waits, for up to a second, and ends. */
  @Override
  public void close() {
    exporter.close();
  }
}
