package org.ngrokd.streams.net;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names one connection in the log: "pub:15dd7522". The number is for telling lines apart and is no
 * secret.
 */
public record ConnectionId(ConnectionType type, int number) {
  /** A new id of this type. */
  public static ConnectionId next(ConnectionType type) {
    return new ConnectionId(type, ThreadLocalRandom.current().nextInt());
  }

  /** The same connection once it is known what it is for. */
  public ConnectionId as(ConnectionType known) {
    return new ConnectionId(known, number);
  }

  @Override
  public String toString() {
    return type.prefix() + ":" + Integer.toHexString(number);
  }
}
