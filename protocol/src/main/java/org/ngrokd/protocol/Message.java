package org.ngrokd.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.text.Printable;

/**
 * One message of the 1.7 protocol, or of what our two programs agree on beyond it. On the wire it
 * is an 8-byte little-endian length and a JSON object {@code {"Type":"<name>","Payload":{…}}}.
 *
 * <p>The records hold what the wire holds: a missing or {@code null} text is "", a missing number
 * is 0. Nothing else is checked here. Protocol: docs/protocol.md "Messages".
 */
public sealed interface Message {

  /** A message that a client sends. */
  sealed interface FromClient extends Message
      permits Auth, ReqTunnel, CloseTunnel, ServiceState, Moved, RegProxy, Ping, Pong {}

  /** A message that a server sends. */
  sealed interface FromServer extends Message
      permits AuthResp, Closed, Homes, Move, NewTunnel, ReqProxy, StartProxy, Ping, Pong {}

  /**
   * First message on a control connection.
   *
   * @param version protocol version, "2"
   * @param mmVersion software version, "1.7"
   * @param user the auth token
   * @param password unused by 1.7, always sent
   * @param os Go's GOOS: linux, windows, darwin
   * @param arch Go's GOARCH: amd64, 386, arm, arm64
   * @param clientId "" for a new session, else the id that an earlier {@link AuthResp} gave
   * @param extensions what the client can do beyond 1.7 ({@link Extension}); left off the wire when
   *     empty
   */
  record Auth(
      String version,
      String mmVersion,
      String user,
      String password,
      String os,
      String arch,
      String clientId,
      List<String> extensions)
      implements FromClient {
    public Auth {
      version = orEmpty(version);
      mmVersion = orEmpty(mmVersion);
      user = orEmpty(user);
      password = orEmpty(password);
      os = orEmpty(os);
      arch = orEmpty(arch);
      clientId = orEmpty(clientId);
      extensions = List.copyOf(extensions);
    }

    @Override
    public String toString() {
      return "Auth[version=%s, mmVersion=%s, user=%s, password=%s, os=%s, arch=%s, clientId=%s]"
          .formatted(
              Printable.field(version),
              Printable.field(mmVersion),
              Masked.secret(user),
              Masked.secret(password),
              Printable.field(os),
              Printable.field(arch),
              Masked.id(clientId));
    }
  }

  /**
   * The server's first reply.
   *
   * @param error "" when accepted; otherwise the server closes after sending it
   * @param extensions those of the client's extensions that the server takes up; left off the wire
   *     when empty
   */
  record AuthResp(
      String version, String mmVersion, String clientId, String error, List<String> extensions)
      implements FromServer {
    public AuthResp {
      version = orEmpty(version);
      mmVersion = orEmpty(mmVersion);
      clientId = orEmpty(clientId);
      error = orEmpty(error);
      extensions = List.copyOf(extensions);
    }

    @Override
    public String toString() {
      return "AuthResp[version=%s, mmVersion=%s, clientId=%s, error=%s]"
          .formatted(
              Printable.field(version),
              Printable.field(mmVersion),
              Masked.id(clientId),
              Printable.sentence(error));
    }
  }

  /**
   * Asks for one tunnel.
   *
   * @param reqId the client's own mark, echoed in {@link NewTunnel}
   * @param protocol "http", "https", "tcp", or several joined with {@code +}
   * @param httpAuth "user:password" or ""
   * @param remotePort 0–65535, 0 for any
   * @param settings what is asked for beyond 1.7
   */
  record ReqTunnel(
      String reqId,
      String protocol,
      String hostname,
      String subdomain,
      String httpAuth,
      int remotePort,
      TunnelSettings settings)
      implements FromClient {
    /** As 1.7 asks. */
    public ReqTunnel(
        String reqId,
        String protocol,
        String hostname,
        String subdomain,
        String httpAuth,
        int remotePort) {
      this(reqId, protocol, hostname, subdomain, httpAuth, remotePort, TunnelSettings.NONE);
    }

    public ReqTunnel {
      reqId = orEmpty(reqId);
      protocol = orEmpty(protocol);
      hostname = orEmpty(hostname);
      subdomain = orEmpty(subdomain);
      httpAuth = orEmpty(httpAuth);
    }

    @Override
    public String toString() {
      return "ReqTunnel[reqId=%s, protocol=%s, hostname=%s, subdomain=%s, httpAuth=%s, remotePort=%d]"
          .formatted(
              Printable.field(reqId),
              Printable.field(protocol),
              Printable.field(hostname),
              Printable.field(subdomain),
              Masked.secret(httpAuth),
              remotePort);
    }
  }

  /** Answers a {@link ReqTunnel}, once per protocol. {@code error} is "" on success. */
  record NewTunnel(String reqId, String url, String protocol, String error) implements FromServer {
    public NewTunnel {
      reqId = orEmpty(reqId);
      url = orEmpty(url);
      protocol = orEmpty(protocol);
      error = orEmpty(error);
    }

    @Override
    public String toString() {
      return "NewTunnel[reqId=%s, url=%s, protocol=%s, error=%s]"
          .formatted(
              Printable.field(reqId),
              Printable.field(url),
              Printable.field(protocol),
              Printable.sentence(error));
    }
  }

  /** The server asks for a proxy connection. */
  record ReqProxy() implements FromServer {}

  /**
   * First message on a proxy connection.
   *
   * @param mux whether the connection is to carry many streams; only ever sent to a server that
   *     took up {@link Extension#MUX}, left off the wire when false
   */
  record RegProxy(String clientId, boolean mux) implements FromClient {
    /** For one stream, as 1.7 has it. */
    public RegProxy(String clientId) {
      this(clientId, false);
    }

    public RegProxy {
      clientId = orEmpty(clientId);
    }

    @Override
    public String toString() {
      return "RegProxy[clientId=%s, mux=%s]".formatted(Masked.id(clientId), mux);
    }
  }

  /**
   * Puts a proxy connection to work; the public connection's bytes follow at once.
   *
   * @param url of the tunnel, byte for byte as {@link NewTunnel} gave it
   * @param clientAddr "ip:port" of the public peer
   * @param chunked true when the bytes that follow are framed by {@code relay.ChunkCodec}; only
   *     ever sent to a client that announced {@link Extension#HALF_CLOSE}, left off the wire when
   *     false
   */
  record StartProxy(String url, String clientAddr, boolean chunked) implements FromServer {
    public StartProxy {
      url = orEmpty(url);
      clientAddr = orEmpty(clientAddr);
    }

    @Override
    public String toString() {
      return "StartProxy[url=%s, clientAddr=%s, chunked=%s]"
          .formatted(Printable.field(url), Printable.field(clientAddr), chunked);
    }
  }

  /**
   * Closes a tunnel of this control connection; its visitors are not cut off. Only ever sent to a
   * server that announced {@link Extension#CLOSE_TUNNEL}: 1.7 ends the connection at what it does
   * not know.
   *
   * @param url of the tunnel, byte for byte as {@link NewTunnel} gave it
   */
  record CloseTunnel(String url) implements FromClient {
    public CloseTunnel {
      url = orEmpty(url);
    }

    @Override
    public String toString() {
      return "CloseTunnel[url=%s]".formatted(Printable.field(url));
    }
  }

  /**
   * The service behind a tunnel of this control connection fails, or is well again. Of importance
   * where several clients share a name: while it fails, visitors go to the others. Only ever sent
   * to a server that announced {@link Extension#SERVICE_STATE}.
   *
   * @param url of the tunnel, byte for byte as {@link NewTunnel} gave it
   */
  record ServiceState(String url, boolean isWell) implements FromClient {
    public ServiceState {
      url = orEmpty(url);
    }

    @Override
    public String toString() {
      return "ServiceState[url=%s, isWell=%s]".formatted(Printable.field(url), isWell);
    }
  }

  /**
   * Somebody who looks after the server has closed a tunnel, or ends this connection. Only ever
   * sent to a client that announced {@link Extension#CLOSED}.
   *
   * @param url of the tunnel, byte for byte as {@link NewTunnel} gave it; "" for the connection,
   *     which the server ends behind this message
   * @param reason for the person at the client
   */
  record Closed(String url, String reason) implements FromServer {
    public Closed {
      url = orEmpty(url);
      reason = orEmpty(reason);
    }

    @Override
    public String toString() {
      return "Closed[url=%s, reason=%s]"
          .formatted(Printable.field(url), Printable.sentence(reason));
    }
  }

  /**
   * Another server takes connections at this one's address from now on: the client is to connect
   * once more and open its tunnels there, and to keep this connection until the server ends it.
   * Only ever sent to a client that announced {@link Extension#MOVE}.
   */
  record Move() implements FromServer {}

  /** All tunnels that this connection has are open at the other server, too. */
  record Moved() implements FromClient {}

  /**
   * Where the servers of a cluster are reached that have the same names. Sent behind {@link
   * AuthResp}, and again when it changes; only ever to a client that announced {@link
   * Extension#HOMES}.
   *
   * @param own where clients reach the server that says so, and no other; "" when that is not known
   * @param others "host:port" of those that take clients, this one not among them
   * @param isLeaving this server is about to end: the client is to open its tunnels at another one,
   *     to say {@link Moved} here, and to keep this connection until the server ends it
   */
  record Homes(String own, List<String> others, boolean isLeaving) implements FromServer {
    /** One server alone, which stays. */
    public static final Homes NONE = new Homes("", List.of(), false);

    public Homes {
      own = orEmpty(own);
      others = List.copyOf(others);
    }

    @Override
    public String toString() {
      return "Homes[own=%s, others=%s, isLeaving=%s]"
          .formatted(
              Printable.field(own), others.stream().map(Printable::field).toList(), isLeaving);
    }
  }

  /** Sign of life; answered with {@link Pong}. */
  record Ping() implements FromClient, FromServer {}

  /** The answer to {@link Ping}. */
  record Pong() implements FromClient, FromServer {}

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
