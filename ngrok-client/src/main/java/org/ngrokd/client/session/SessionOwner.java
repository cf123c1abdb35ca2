package org.ngrokd.client.session;

import java.time.Duration;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Homes;

/** Hears what becomes of the session. */
interface SessionOwner {
  void online(AuthResp answer);

  void opened(Route route);

  /** Each tunnel is open, or was refused; at least one is open. */
  void settled();

  /** A part of a tunnel is refused, while others are open; it is asked for again. */
  void refused(Refusal refusal, Duration wait);

  /** There is no answer yet, after longer than a server takes. */
  void silent();

  /** Something that the user should know. */
  void warned(String line);

  /** This server takes one protocol in a request. */
  void takesOneByOne();

  /** Another server takes the place of this session's, which stays until that one ends it. */
  void moveAsked();

  /** Where other servers are that have the same names, and whether this one is about to end. */
  void homesTold(Homes homes);

  /** A ping is not answered yet, after longer than a server needs that is well. */
  void pongLate();

  /** A tunnel was closed by {@link Session#close}. */
  void closed(Route route);

  /**
   * Somebody at the server wants this client to go, and not to come back by itself.
   *
   * @param line for the user
   */
  void dismissed(String line);

  /** The server answered a ping. */
  void ponged(Duration latency);

  /** The server does not let us in; the session ends with it. */
  void turnedAway(String error);

  /** The server opens nothing of what was asked for; the session ends with it. */
  void allRefused();

  /** The session is over. Told once. */
  void ended(String reason);

  /**
   * The connection could not be made.
   *
   * @param untrusted the server's certificate was not accepted
   */
  void failed(String reason, boolean untrusted);
}
