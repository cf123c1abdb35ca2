package org.ngrokd.server.limits;

import java.time.Duration;
import org.ngrokd.streams.memory.MemoryBudget;

/**
 * How much strangers may ask of the server; 0 means any number.
 *
 * @param clients on the tunnel listener
 * @param visitors on the public listeners
 * @param memory what may wait for either
 * @param tunnels how many there may be
 */
public record FloodLimits(Clients clients, Visitors visitors, Memory memory, Tunnels tunnels) {
  /** What holds unless told otherwise. */
  public static final FloodLimits DEFAULT = new FloodLimits(Clients.DEFAULT, Visitors.DEFAULT);

  /** With the memory that this process has, and the usual number of tunnels. */
  public FloodLimits(Clients clients, Visitors visitors) {
    this(clients, visitors, Memory.DEFAULT, Tunnels.DEFAULT);
  }

  /** With the usual number of tunnels. */
  public FloodLimits(Clients clients, Visitors visitors, Memory memory) {
    this(clients, visitors, memory, Tunnels.DEFAULT);
  }

  /**
   * What may wait in memory because somebody else has not acted.
   *
   * @param bytes in all
   * @param stall how long a peer may take nothing while others need the room
   */
  public record Memory(long bytes, Duration stall) {
    public static final Memory DEFAULT =
        new Memory(MemoryBudget.ofProcess(), Duration.ofSeconds(60));
  }

  /**
   * On the tunnel listener.
   *
   * @param controlsPerAddress most control connections of one address
   * @param firstMessage longest wait for a client's first message
   * @param unauthenticated most connections in all that have not said who they are
   * @param proxiesWaiting most visitors in all that wait for a proxy connection
   * @param messagesPerSecond most messages of one control connection, averaged
   */
  public record Clients(
      int controlsPerAddress,
      Duration firstMessage,
      int unauthenticated,
      int proxiesWaiting,
      int messagesPerSecond) {
    public static final Clients DEFAULT = new Clients(50, Duration.ofSeconds(10), 1000, 5000, 100);
  }

  /**
   * On the public listeners.
   *
   * @param perAddress most public connections of one address
   * @param total most public connections in all; 0: as many as the file descriptors allow
   */
  public record Visitors(int perAddress, int total) {
    public static final Visitors DEFAULT = new Visitors(1000, 0);
  }

  /**
   * How many tunnels there may be; each protocol of a tunnel is one.
   *
   * @param perClient most of one control connection
   * @param total most in all; an address has at most a quarter of them
   */
  public record Tunnels(int perClient, int total) {
    public static final Tunnels DEFAULT = new Tunnels(250, 10_000);
  }
}
