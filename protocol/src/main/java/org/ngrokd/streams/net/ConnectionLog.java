package org.ngrokd.streams.net;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A logger that puts a connection's id, and what is known of its owner, before every line: {@code
 * [ctl:15dd7522] [3a1f0c22…] text}. Protocol: §9 (people grep these prefixes).
 *
 * <p>Immutable and safe from any thread.
 */
public final class ConnectionLog {
  /** Key under which the connection's id reaches the log's layout. */
  public static final String CONNECTION = "conn";

  /** Key under which the owner (a masked client id or a tunnel's URL) reaches the layout. */
  public static final String OWNER = "owner";

  private static final Logger LOGGER = LoggerFactory.getLogger("org.ngrokd.connection");

  private final ConnectionId id;
  private final @Nullable String owner;

  private ConnectionLog(ConnectionId id, @Nullable String owner) {
    this.id = id;
    this.owner = owner;
  }

  /** The log of this connection. */
  public static ConnectionLog of(ConnectionId id) {
    return new ConnectionLog(id, null);
  }

  /** The log of a new connection of this type. */
  public static ConnectionLog next(ConnectionType type) {
    return of(ConnectionId.next(type));
  }

  /** The same log with another owner behind the id. */
  public ConnectionLog ownedBy(String newOwner) {
    return new ConnectionLog(id, newOwner);
  }

  /** The same log once it is known what the connection is for. */
  public ConnectionLog as(ConnectionType type) {
    return new ConnectionLog(id.as(type), owner);
  }

  public ConnectionId id() {
    return id;
  }

  public void debug(String format, @Nullable Object... arguments) {
    log(Level.DEBUG, null, format, arguments);
  }

  public void info(String format, @Nullable Object... arguments) {
    log(Level.INFO, null, format, arguments);
  }

  public void warn(String format, @Nullable Object... arguments) {
    log(Level.WARN, null, format, arguments);
  }

  public void error(String format, @Nullable Object... arguments) {
    log(Level.ERROR, null, format, arguments);
  }

  /** Logs a fault of ours, with its stack trace. */
  public void bug(Throwable cause) {
    log(Level.ERROR, cause, "Unexpected failure: {}", cause.toString());
  }

  /** Logs at a level chosen by the caller. */
  public void log(
      Level level, @Nullable Throwable cause, String format, @Nullable Object... arguments) {
    LoggingEventBuilder event = LOGGER.atLevel(level).addKeyValue(CONNECTION, id);
    if (owner != null) {
      event = event.addKeyValue(OWNER, owner);
    }
    if (cause != null) {
      event = event.setCause(cause);
    }
    event.log(format, arguments);
  }
}
