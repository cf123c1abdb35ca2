package org.ngrokd.server.edge.http;

import java.util.List;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Tells the local service who its visitor is, in {@code X-Forwarded-*} headers, and leaves out what
 * a visitor who is not trusted claims to be.
 */
final class ForwardedHeaders {
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";
  private static final String PORT = "X-Forwarded-Port";

  private ForwardedHeaders() {}

  /** Adds what is true, where nobody before us is believed. */
  static void tell(HeadEdit edit, String host, Visitor visitor) {
    edit.add(FOR, ip(visitor))
        .add(PROTO, visitor.protocol().wireName())
        .add(HOST, host)
        .add(PORT, port(host, visitor));
  }

  /** Adds what is true and was not told by a proxy that is trusted. */
  static void addTo(HeadEdit edit, RequestHead request, Visitor visitor) {
    String peer = ip(visitor);
    List<String> before = request.headers().values(FOR);
    edit.remove(FOR);
    edit.add(FOR, before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
    addUnlessTold(edit, request, PROTO, visitor.protocol().wireName());
    addUnlessTold(edit, request, HOST, request.host());
    addUnlessTold(edit, request, PORT, port(request.host(), visitor));
  }

  private static void addUnlessTold(HeadEdit edit, RequestHead request, String name, String value) {
    if (request.headers().find(name) < 0) {
      edit.add(name, value);
    }
  }

  /** Whether the visitor came by https, as far as is known. */
  static boolean isSecure(RequestHead request, Visitor visitor, boolean peerIsTrusted) {
    String told = peerIsTrusted ? request.headers().value(PROTO) : "";
    return told.isEmpty() ? visitor.protocol().endsTls() : told.equalsIgnoreCase("https");
  }

  private static String ip(Visitor visitor) {
    String ip = PeerAddress.ip(visitor.channel());
    return ip.isEmpty() ? "unknown" : ip;
  }

  /** The port in the visitor's address line: that of Host, else the usual one. */
  private static String port(String host, Visitor visitor) {
    int colon = host.lastIndexOf(':');
    if (host.isEmpty()) {
      return Integer.toString(visitor.port());
    }
    boolean given = colon >= 0 && host.indexOf(']', colon) < 0 && colon < host.length() - 1;
    return given ? host.substring(colon + 1) : Integer.toString(visitor.protocol().defaultPort());
  }
}
