package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.relay.Pace;

/**
 * Who a client is, and what it may do. Safe from any thread; a change of the file shows at the next
 * question.
 */
public interface Account {
  /** Whoever comes to a server without accounts. */
  Account ANYBODY = new Anybody();

  /** The user's name; "" where there are no accounts. */
  String name();

  /** Why it may not have a tunnel of this protocol; empty when it may. */
  Optional<String> refusalOfProtocol(String protocol);

  /**
   * Why it may not have this name; empty when it may.
   *
   * @param host in lower case, without a port or a final dot
   * @param base what names below the server's domain end with, without a port
   */
  Optional<String> refusalOfName(String host, String base);

  /**
   * Names below the domain that are its own, to be given when it asks for none.
   *
   * @param anything stands where the file has {@code *}
   */
  List<String> ownSubdomains(String anything);

  /** Why it may not have this port; empty when it may. */
  Optional<String> refusalOfPort(int port);

  /** The ports it may have; empty: those that the server allows to all. */
  Optional<PortRanges> ports();

  /**
   * Takes a place for a tunnel, or says why it has none left. {@link #tunnelClosed} gives it back.
   *
   * @param request what one request asks for, by http and https, is one tunnel to its owner and
   *     takes one place
   */
  Optional<String> refusalOfTunnel(Object request);

  void tunnelClosed(Object request);

  /** Whether it may have one more connection now. */
  boolean mayConnect();

  /** The pace of what its local services send; empty for any. */
  Optional<Pace> up();

  /** The pace of what visitors send; empty for any. */
  Optional<Pace> down();
}
