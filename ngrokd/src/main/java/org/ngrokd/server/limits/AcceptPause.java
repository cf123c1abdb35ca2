package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops listening channels from accepting while file descriptors are short and nobody has more
 * quiet connections than the newcomer: who comes then waits in the system's queue. Each second some
 * of those of the biggest address make room.
 *
 * <pre>
 *   ACCEPTING ──short──▶ PAUSED ──enough──▶ RECOVERING ──stays enough──▶ ACCEPTING
 *                          ▲────────short───────┘
 * </pre>
 *
 * <p>Safe from any thread; its lock is held briefly.
 */
public final class AcceptPause {
  /** How many ticks there must be enough before an episode counts as over, in the log. */
  private static final int QUIET_TICKS = 10;

  /** How many quiet connections make room in a tick: enough to go on, too few to be a rout. */
  private static final int MOST_A_TICK = 32;

  private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);

  private enum State {
    ACCEPTING,
    PAUSED,
    RECOVERING
  }

  private final String whom;
  private final Descriptors descriptors;
  private final long keptFree;
  private final FloodReports reports;
  private final Predicate<Channel> makesRoom;
  private final Set<Channel> listening = new HashSet<>();
  private State state = State.ACCEPTING;
  private int ticksInState;

  /**
   * @param whom what is accepted, for the log: "visitors"
   * @param keptFree how many descriptors have to be left
   * @param makesRoom makes a quiet connection of somebody who has more than the newcomer go; false
   *     when there is none
   */
  AcceptPause(
      String whom,
      Descriptors descriptors,
      long keptFree,
      FloodReports reports,
      Predicate<Channel> makesRoom) {
    this.whom = whom;
    this.descriptors = descriptors;
    this.keptFree = keptFree;
    this.reports = reports;
    this.makesRoom = makesRoom;
  }

  /** From now on this channel accepts whenever there is no pause. */
  public synchronized void begin(Channel channel) {
    listening.add(channel);
    channel.closeFuture().addListener(closed -> forget(channel));
    channel.config().setAutoRead(state != State.PAUSED);
  }

  private synchronized void forget(Channel channel) {
    listening.remove(channel);
  }

  /** From now on this channel accepts nobody, whatever else; who comes waits in its queue. */
  public synchronized void end(Channel channel) {
    listening.remove(channel);
    channel.config().setAutoRead(false);
  }

  /** A connection was accepted. */
  public void accepted(Channel connection) {
    descriptors.opened();
    connection.closeFuture().addListener(closed -> descriptors.closed());
    if (isShort(keptFree) && !makesRoom.test(connection)) {
      pause("File descriptors run short");
    }
  }

  /** A listening channel could not accept, mostly for want of descriptors after all. */
  public void failed(Throwable cause) {
    pause("Cannot accept: " + Failures.oneLine(cause));
  }

  private boolean isShort(long free) {
    return descriptors.max() - descriptors.open() <= free;
  }

  private synchronized void pause(String reason) {
    if (state == State.PAUSED) {
      return;
    }
    reports.reached(Limit.FILE_DESCRIPTORS);
    if (state == State.ACCEPTING) {
      LOG.warn(
          "{} ({} of {} file descriptors are open): new {} wait until it is better. If this is no"
              + " flood, allow the process more (systemd: LimitNOFILE)",
          reason,
          descriptors.open(),
          descriptors.max(),
          whom);
    }
    moveTo(State.PAUSED);
    acceptIf(false);
  }

  /** To be called every second: looks whether it is better. */
  public synchronized void tick() {
    ticksInState++;
    if (state == State.PAUSED && isShort(keptFree)) {
      makeRoom();
    }
    if (state == State.PAUSED && !isShort(keptFree + keptFree / 4)) {
      moveTo(State.RECOVERING);
      acceptIf(true);
    } else if (state == State.RECOVERING && ticksInState > QUIET_TICKS) {
      moveTo(State.ACCEPTING);
      LOG.info(
          "Enough file descriptors again ({} of {} are open): new {} are let in",
          descriptors.open(),
          descriptors.max(),
          whom);
    }
  }

  /** It is not known who waits in the system's queue: as if for somebody with no connection yet. */
  private void makeRoom() {
    Channel stranger = listening.stream().findFirst().orElse(null);
    for (int i = 0; stranger != null && i < MOST_A_TICK && makesRoom.test(stranger); i++) {
      // until nobody is left who has more
    }
  }

  private void moveTo(State next) {
    state = next;
    ticksInState = 0;
  }

  private void acceptIf(boolean on) {
    listening.forEach(channel -> channel.config().setAutoRead(on));
  }
}
