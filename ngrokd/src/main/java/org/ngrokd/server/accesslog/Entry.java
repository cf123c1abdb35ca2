package org.ngrokd.server.accesslog;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Target;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionId;

/**
 * A request, or a connection of which only the bytes matter, that is over. Immutable; what came
 * from the visitor is cut, but not made harmless yet.
 *
 * @param began when its head had come, or the connection
 * @param asked empty for a connection, and where no head could be read
 * @param tunnel which it was for; empty where there was none that let it in
 */
record Entry(
    Instant began, Came came, Optional<Asked> asked, Optional<Tunnel> tunnel, Ended ended) {
  /** What an entry holds in memory beyond texts, in bytes; rather too much. */
  private static final int OVERHEAD = 500;

  /**
   * Where it came from.
   *
   * @param peer whose connection it is; null when it is not known
   * @param tls how it was secured; empty: not, or not by us
   */
  record Came(
      TunnelProtocol listener,
      @Nullable SocketAddress peer,
      ConnectionId connection,
      Optional<Tls> tls) {}

  /**
   * How TLS secures a connection.
   *
   * @param version as Java names it, "TLSv1.3"
   */
  record Tls(String version, String cipher) {}

  /**
   * What a head says.
   *
   * @param visitor "ip:port", which a trusted proxy may have told
   * @param version "1.1" or "1.0"
   */
  record Asked(
      String visitor,
      String method,
      Target target,
      String host,
      Optional<Program> program,
      String version) {
    Asked asking(Target shown) {
      return new Asked(visitor, method, shown, host, program, version);
    }

    int bytes() {
      return visitor.length()
          + method.length()
          + target.bytes()
          + host.length()
          + program.map(Program::bytes).orElse(0);
    }
  }

  /** What a head says of the program that sent it; "" where it does not. */
  record Program(String userAgent, String referer) {
    int bytes() {
      return userAgent.length() + referer.length();
    }
  }

  /**
   * How it ended.
   *
   * @param answer what the visitor got
   * @param spent how long it took
   * @param fromVisitor bytes, with heads and framing
   * @param toVisitor bytes, in the same way
   */
  record Ended(Answer answer, Spent spent, long fromVisitor, long toVisitor, Outcome how) {}

  /**
   * Who answered.
   *
   * @param status of HTTP; 0 where there was none
   * @param byService whether the service did, or the server
   * @param refusal which rule of the server did; empty: none
   */
  record Answer(int status, boolean byService, Optional<Refusal> refusal) {}

  /**
   * How long it took, in nanoseconds from its beginning; -1 where it did not come to that.
   *
   * @param toJoin until there was a way to the client
   * @param toAnswer until the answer's head was there
   */
  record Spent(long toJoin, long toAnswer, long total) {}

  /** About what it holds in memory. */
  int bytes() {
    return OVERHEAD + asked.map(Asked::bytes).orElse(0);
  }
}
