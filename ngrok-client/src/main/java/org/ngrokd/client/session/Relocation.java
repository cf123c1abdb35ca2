package org.ngrokd.client.session;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Message.AuthResp;

/**
 * The client goes to the server that takes the place of the one it is at: beside its session it
 * begins another, which opens the same tunnels. Only when all of them are open there is that one
 * the client's; until then nothing is seen of it, and if it fails nothing has happened.
 *
 * <p>Confined to the event loop of its sessions. Protocol: docs/protocol.md "Moving".
 */
final class Relocation extends SilentOwner {
  private final Session from;
  private final Outcome outcome;
  private @Nullable Session to;
  private @Nullable AuthResp answer;
  private boolean isOver;

  /** What it comes to; told once. */
  interface Outcome {
    /** All tunnels of the session are open in this one, too. */
    void moved(Session to, AuthResp answer);

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

  /** The client stops, or its session is over. */
  void end(String reason) {
    stay(reason);
  }

  @Override
  public void online(AuthResp given) {
    answer = given;
  }

  @Override
  public void settled() {
    Session there = to;
    AuthResp given = answer;
    if (isOver || there == null || given == null) {
      return;
    }
    if (from.routes().stream().allMatch(route -> isIn(there.routes(), route))) {
      isOver = true;
      outcome.moved(there, given);
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
