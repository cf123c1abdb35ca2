package org.ngrokd.client.session;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client goes to the server that takes the place of the one it is at, or to another one of the
 * same cluster: beside its session it has another, which opens the same tunnels. Only when all of
 * them are open there is that one the client's; until then nothing is seen of it, and if it fails
 * nothing has happened. Where the session before is over already, what can be opened will do.
 *
 * <p>Confined to the event loop of its sessions. Protocol: docs/protocol.md "Moving".
 */
final class Relocation extends SilentOwner {
  /** Names are claimed one after the other, and what servers agree by may be slow. */
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final Session from;
  private final Outcome outcome;
  private @Nullable Session to;
  private boolean isOver;
  private boolean isElsewhere;

  /** What it comes to; told once. */
  interface Outcome {
    /** All tunnels of the session are open in this one, too. */
    void moved(Session to);

    void stayed(String reason);
  }

  /**
   * @param from the client's session
   */
  Relocation(Session from, Outcome outcome) {
    this.from = from;
    this.outcome = outcome;
  }

  /**
   * Begins.
   *
   * @param beginning a session that has not begun, whose owner this is
   * @param presentedId the id of the client
   */
  void begin(Session beginning, String presentedId) {
    to = beginning;
    beginning.begin(presentedId);
  }

  /**
   * Begins with one that was in reserve.
   *
   * @param had what was open at the server before
   * @param loop of all of them
   */
  void begin(Session reserve, Collection<Route> had, EventLoop loop) {
    to = reserve;
    isElsewhere = true;
    reserve.belongsTo(this);
    loop.schedule(
            () -> stay("the other server does not open the tunnels"),
            WITHIN.toMillis(),
            TimeUnit.MILLISECONDS)
        .addListener(done -> {});
    reserve.takeOver(had);
  }

  /**
   * Whether it goes on when the session before ends: the other server has nothing to do with it.
   */
  boolean isElsewhere() {
    return isElsewhere;
  }

  /** The client stops, or its session is over. */
  void end(String reason) {
    stay(reason);
  }

  @Override
  public void settled() {
    Session there = to;
    if (isOver || there == null) {
      return;
    }
    if (!from.isOnline() || from.routes().stream().allMatch(route -> isIn(there.routes(), route))) {
      isOver = true;
      outcome.moved(there);
    } else {
      stay("not all tunnels could be opened there");
    }
  }

  /** Under whichever URL. */
  private static boolean isIn(Collection<Route> routes, Route wanted) {
    return routes.stream()
        .anyMatch(
            each ->
                each.tunnel().equals(wanted.tunnel()) && each.protocol().equals(wanted.protocol()));
  }

  @Override
  public void dismissed(String line) {
    stay(line);
  }

  @Override
  public void turnedAway(String error) {
    stay(error);
  }

  @Override
  public void ended(String reason) {
    stay(reason);
  }

  @Override
  public void failed(String reason, boolean untrusted) {
    stay(reason);
  }

  private void stay(String reason) {
    if (!isOver) {
      isOver = true;
      if (to != null) {
        to.end(reason);
      }
      outcome.stayed(reason);
    }
  }
}
