package org.ngrokd.server.accesslog;

import java.net.SocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.streams.memory.Backlog;
import org.ngrokd.streams.net.ConnectionId;

/**
 * Writes down what visitors did: an entry for each request, and for each connection of which only
 * the bytes matter, when it is over. Entries are made on the event loops and written on a thread of
 * their own; what that cannot keep up with is dropped and counted.
 *
 * <p>Safe from any thread.
 */
public final class AccessLog implements EdgeEvents, AutoCloseable {
  /**
   * What may wait to be written, in bytes: some ten thousand entries, or a second or two of a busy
   * server; less in a small heap.
   */
  private static final long ROOM =
      Math.min(8L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 64);

  private final boolean withQuery;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Backlog<Entry> backlog;
  private final EntryWriter writer;

  private AccessLog(
      boolean withQuery, Clock clock, LongSupplier nanos, Backlog<Entry> backlog, EntryWriter to) {
    this.withQuery = withQuery;
    this.clock = clock;
    this.nanos = nanos;
    this.backlog = backlog;
    this.writer = to;
  }

  /**
   * Begins.
   *
   * @throws UserException when the file cannot be written
   */
  public static AccessLog start(AccessLogOptions options, Clock clock) {
    EntryOutput output =
        options.isStdout()
            ? StandardOutput.OPEN
            : LogFile.open(options.target(), options.rotation(), clock);
    return start(options, clock, System::nanoTime, output);
  }

  static AccessLog start(
      AccessLogOptions options, Clock clock, LongSupplier nanos, EntryOutput output) {
    EntryFormat format =
        switch (options.format()) {
          case JSON -> new JsonFormat();
          case COMBINED -> new CombinedFormat(clock.getZone());
        };
    Backlog<Entry> backlog = new Backlog<>(ROOM);
    EntryWriter writer = new EntryWriter(backlog, format, output);
    writer.start();
    return new AccessLog(options.withQuery(), clock, nanos, backlog, writer);
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new AccessVisit(this, new Entry.Came(listener, peer, id, Optional.empty()));
  }

  boolean withQuery() {
    return withQuery;
  }

  Clock clock() {
    return clock;
  }

  long nanos() {
    return nanos.getAsLong();
  }

  void add(Entry entry) {
    var unused = backlog.offer(entry, entry.bytes()); // it counts what it drops
  }

  /** Goes on in a new file of the same name, where somebody has moved the old one away. */
  public void reopen() {
    writer.reopen();
  }

  /** How many entries were dropped. */
  public long dropped() {
    return backlog.dropped();
  }

  /** How many entries were written. */
  public long written() {
    return writer.written();
  }

  /** Writes what waits, for up to a second, and ends. */
  @Override
  public void close() {
    writer.close();
  }
}
