package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.ngrokd.streams.relay.Pace;

/**
 * Who a client is, and what it may do. Safe from any thread; a change of what it may shows at the
 * next question.
 */
public interface Account {
  /** Whoever comes to a server without accounts. */
  @SuppressWarnings("ClassInitializationDeadlock") // nobody but this line touches the class
  Account ANYBODY = new Anybody();

  /** What people call it; "" where there are no accounts. */
  String name();

  /** Tells it from all other accounts, wherever they are kept; "" where there are none. */
  String key();

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
   * Names below the domain that it may be given when it asks for none, best first. Some of them may
   * turn out to be taken or refused.
   *
   * @param remembered what the same client had last
   * @param any names by chance
   */
  List<String> subdomainsToTry(Optional<String> remembered, List<String> any);

  /**
   * Whether the first of {@link #subdomainsToTry} is its own for good, so that it is worth asking
   * whether a client of its own that has the name is still there.
   */
  boolean hasStableName();

  /** Why it may not have this port; empty when it may. */
  Optional<String> refusalOfPort(int port);

  /** The ports it may have; empty: those that the server allows to all. */
  Optional<PortRanges> ports();

  /**
   * Ports that it may be given before others when it asks for none, best first.
   *
   * @param remembered what the same client had last
   */
  List<Integer> portsToTry(Optional<Integer> remembered);

  /** It has a tunnel on this port now. */
  void hasPort(int port);

  /**
   * How many of its tunnels count at other servers, but for those of a client that wants one here.
   *
   * @return empty: none, for the number has no limit, or there are no others. It does not fail
   */
  default Optional<CompletionStage<Integer>> tunnelsElsewhere(String clientId) {
    return Optional.empty();
  }

  /**
   * Takes a place for a tunnel, or says why it has none left. {@link #tunnelClosed} gives it back.
   *
   * @param request what one request asks for, by http and https, is one tunnel to its owner and
   *     takes one place
   * @param clientId whose it is to be
   * @param elsewhere what {@link #tunnelsElsewhere} says
   */
  Optional<String> refusalOfTunnel(Object request, String clientId, int elsewhere);

  void tunnelClosed(Object request);

  /** Whether it may have one more connection now. */
  boolean mayConnect();

  /** The pace of what its local services send; empty for any. */
  Optional<Pace> up();

  /** The pace of what visitors send; empty for any. */
  Optional<Pace> down();
}
