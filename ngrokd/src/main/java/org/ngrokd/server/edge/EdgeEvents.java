package org.ngrokd.server.edge;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionId;

/**
 * Hears what visitors' connections and requests do, at the moment when they do it: the door for an
 * access log, metrics, tracing and the like. Who listens looks on: without it tunnels work as well.
 *
 * <p>A connection that is let in is {@link #opened}, and from then on told to a {@link Visit} of
 * its own:
 *
 * <pre>
 *   http          (asked (judged joined answered upgraded? progressed* | refused) requestEnded)* ended
 *   https         secured? and as http
 *   tcp, tls      (judged joined copying | refused) ended
 * </pre>
 *
 * <p>A request may be refused at any moment, also when the service has begun to answer, and may end
 * at any moment. A head that cannot be read is refused without having been asked. After a refusal,
 * and after an upgrade, no other request follows. Connections that find no place among the visitors
 * are not told; they are counted where places are given.
 *
 * <p>Threads: {@link #opened} and all of its visit, but for {@link Visit#passed}, are told on the
 * event loop of the visitor, one after the other, so a visit needs no lock; several connections are
 * on several event loops. Who wants to know how long something took reads a clock when it is told:
 * nothing is told later than it happens, but for the end of a connection of which only the bytes
 * matter, which is told when both its sides are gone. Nothing here may block. What throws is met as
 * any failure on that connection, which then is closed.
 *
 * <p>Where nobody listens, nothing is made or counted for it.
 */
@FunctionalInterface
public interface EdgeEvents {
  /** Nobody listens. */
  EdgeEvents NONE = (listener, peer, id) -> Visit.NONE;

  /**
   * A visitor's connection was let in.
   *
   * @param listener what it came to: http, https (a tls tunnel's too) or tcp
   * @param peer whose connection it is, as a PROXY header told where there is one; null when it is
   *     not known
   * @param id what the log calls it
   * @return who is told of it; {@link Visit#NONE} where it is of no interest
   */
  Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id);

  /** One connection of a visitor, from when it was opened until it has ended. */
  interface Visit {
    /** Of no interest. */
    Visit NONE = new Visit() {};

    /**
     * TLS with the server itself has begun.
     *
     * @param version as Java names it, "TLSv1.3"
     * @param cipher as Java names it, "TLS_AES_128_GCM_SHA256"
     */
    default void secured(String version, String cipher) {}

    /**
     * A request's head has come.
     *
     * @param visitor "ip:port" of whom it comes from, which a trusted proxy may have told
     */
    default void asked(RequestHead request, String visitor) {}

    /**
     * What the service is told to trace the request by, asked once, right behind {@link #asked}.
     *
     * @return null: what the visitor sent goes on as it is
     */
    default @Nullable Trace trace() {
      return null;
    }

    /**
     * It, or the connection, is for this tunnel, and let in. Told again of another where several
     * clients share the name, and the first gives no way.
     */
    default void judged(Tunnel tunnel) {}

    /**
     * It is not served, or no longer.
     *
     * @param status of the answer that the server gives; 0: none, the connection just ends
     */
    default void refused(Refusal why, int status) {}

    /** There is a way to the client; the request before may have had the same. */
    default void joined() {}

    /**
     * All that comes is copied both ways from now on; told behind {@link #joined} where only the
     * bytes matter.
     */
    default void copying(Copied bytes) {}

    /**
     * The service answers; interim answers are not told.
     *
     * @param status 0 where what it says is no HTTP
     */
    default void answered(int status) {}

    /** What follows in both directions is no HTTP. */
    default void upgraded() {}

    /**
     * So much of a long request and its answer has passed; told now and then, before {@link
     * #requestEnded}.
     *
     * @param fromVisitor bytes since the request began
     * @param toVisitor bytes since then
     */
    default void progressed(long fromVisitor, long toVisitor) {}

    /**
     * The request and its answer are over.
     *
     * @param fromVisitor bytes of the request, its head and framing included
     * @param toVisitor bytes of the answer, in the same way
     */
    default void requestEnded(long fromVisitor, long toVisitor, Outcome how) {}

    /**
     * The connection is gone, the last thing told.
     *
     * @param fromVisitor bytes that were read in all; where TLS ends here, inside of it
     * @param toVisitor bytes that were sent in all, in the same way
     */
    default void ended(long fromVisitor, long toVisitor, Outcome how) {}
  }

  /** What has been copied so far, in bytes. From any thread. */
  interface Copied {
    long fromVisitor();

    long toVisitor();
  }
}
