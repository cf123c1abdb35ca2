package org.ngrokd.server.edge.http;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.OwnFiles;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Trace;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.edge.http.Verdict.Answer;
import org.ngrokd.server.edge.http.Verdict.Pass;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.VisitorClaims;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a request, each on its own: which tunnel it is for, whether its visitor
 * is let in, and what of its head the local service sees. What does not change from one request of
 * a connection to the next is kept. Confined to the event loop of the visitor.
 *
 * <p>Protocol: §4 "Matching", §5.
 */
final class RequestJudge {
  private static final Logger LOG = LoggerFactory.getLogger(RequestJudge.class);

  private final TunnelRegistry tunnels;
  private final EdgePolicy policy;
  private final FloodReports reports;
  private final OwnFiles files;
  private final Visitor visitor;
  private @Nullable Sender untold;
  private @Nullable HostView host;

  RequestJudge(EdgeContext context, Visitor visitor) {
    this.tunnels = context.tunnels();
    this.policy = context.policy();
    this.reports = context.reports();
    this.files = context.files();
    this.visitor = visitor;
  }

  /** Whom a request comes from. */
  Sender sender(RequestHead request) {
    Sender known = untold;
    if (known != null) {
      return known;
    }
    Sender sender = Sender.of(request, visitor.peer(), policy.forwarding().trustedProxies());
    untold = sender.isTold() ? null : sender;
    return sender;
  }

  private HostView view(RequestHead request) {
    HostView known = host;
    if (known == null || !known.isOf(request.host())) {
      known = new HostView(request.host(), visitor);
      host = known;
    }
    return known;
  }

  /**
   * Judges one request.
   *
   * @param trace by which its service is to trace it; null: that is the visitor's affair
   * @param current by which the request before was served
   * @throws BadMessageException when it plays tricks
   */
  Verdict judge(RequestHead request, Sender sender, @Nullable Trace trace, @Nullable Tunnel current)
      throws BadMessageException {
    Optional<String> file =
        visitor.protocol() == TunnelProtocol.HTTP && request.method().equals("GET")
            ? files.find(request.host(), request.target())
            : Optional.empty();
    if (file.isPresent()) {
      return new Answer(
          Refusal.OWN_FILE, HttpReplies.file(file.get()), "A file of the server's own");
    }
    Optional<Tunnel> found = tunnels.find(view(request).key(), current);
    if (found.isEmpty()) {
      return new Answer(
          Refusal.NO_TUNNEL,
          HttpReplies.notFound(request.host(), Audience.of(request)),
          "No tunnel " + request.host());
    }
    return judge(found.get(), request, sender, trace);
  }

  /**
   * Judges one request that is for this tunnel.
   *
   * @throws BadMessageException when it plays tricks
   */
  Verdict judge(Tunnel tunnel, RequestHead request, Sender sender, @Nullable Trace trace)
      throws BadMessageException {
    if (tunnel.rules().hasLists() && sender.address() == null) {
      tellUnnamed(tunnel);
      return new Answer(
          Refusal.UNNAMED_VISITOR,
          HttpReplies.forbidden(Audience.of(request)),
          "The tunnel asks where its visitors come from");
    }
    if (!isLetIn(tunnel, sender.address())) {
      return new Answer(
          Refusal.ADDRESS, HttpReplies.forbidden(Audience.of(request)), "Address not allowed");
    }
    Optional<String> elsewhere = redirect(tunnel, request, sender);
    if (elsewhere.isPresent()) {
      boolean keepMethod = !request.method().equals("GET") && !request.isHead();
      return new Answer(
          Refusal.REDIRECTED,
          HttpReplies.redirect(elsewhere.get(), keepMethod, Audience.of(request)),
          "Redirected to https");
    }
    List<String> passwords = tunnel.rules().passwords();
    if (!passwords.isEmpty()
        && !BasicAuth.matchesAny(request.headers().value("Authorization"), passwords)) {
      return new Answer(
          Refusal.PASSWORD,
          HttpReplies.notAuthorized(Audience.of(request)),
          "Wrong or no password");
    }
    if (!tunnel.source().isWell()) {
      return new Answer(
          Refusal.UNWELL,
          OwnReply.page(ErrorPage.MAINTENANCE, request),
          "Nobody who shares the name has a service that is well");
    }
    return pass(tunnel, request, sender, trace);
  }

  private static boolean isLetIn(Tunnel tunnel, @Nullable InetAddress ip) {
    return ip == null || tunnel.rules().allows(ip);
  }

  /** A proxy that is trusted must not be let in for whoever is behind it. */
  private void tellUnnamed(Tunnel tunnel) {
    if (reports.reached(Limit.UNNAMED_VISITOR, PeerAddress.ip(visitor.channel()))) {
      LOG.warn(
          "A request for {} was answered with 403: the tunnel has lists of networks, and its sender"
              + " {} names no visitor. If that is a proxy of yours (-trustedProxies), make it send"
              + " X-Forwarded-For",
          tunnel,
          PeerAddress.of(visitor.channel()));
    }
  }

  private Optional<String> redirect(Tunnel tunnel, RequestHead request, Sender sender) {
    boolean wanted = policy.redirectToHttps() || tunnel.rules().redirectToHttps();
    if (!wanted || ForwardedHeaders.isSecure(request, visitor, sender.isTold())) {
      return Optional.empty();
    }
    return tunnels.url(TunnelProtocol.HTTPS, request.host()).map(secure -> secure + path(request));
  }

  private static String path(RequestHead request) {
    String target = request.target();
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf("://");
    int slash = authority < 0 ? -1 : target.indexOf('/', authority + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  private Pass pass(Tunnel tunnel, RequestHead request, Sender sender, @Nullable Trace trace)
      throws BadMessageException {
    HeadEdit edit = new HeadEdit();
    boolean changed = agreeOnHost(edit, request, tunnel.rules().hostHeader());
    boolean hidden = hideHttp2(edit, request);
    changed |= takeCodings(edit, request);
    changed |= tellTrace(edit, trace);
    changed |= DavDestination.edit(edit, request, tunnel.rules().heads());
    if (policy.forwarding().enabled() || tunnel.source().believesForwarded()) {
      refuseDroppingClaims(request);
      tellVisitor(edit, tunnel, request, sender);
      changed = true;
    }
    byte[] head =
        changed || hidden ? edit.apply(request.bytes(), request.headers()) : request.bytes();
    return new Pass(tunnel, sender, Unpooled.wrappedBuffer(head), request.asksUpgrade() && !hidden);
  }

  /** Some services refuse whoever seems to come by a proxy: they get no such line at all. */
  private void tellVisitor(HeadEdit edit, Tunnel tunnel, RequestHead request, Sender sender) {
    if (tunnel.rules().heads().withoutForwarded()) {
      edit.removeIf(VisitorClaims::isClaim);
    } else if (sender.isTold()) {
      ForwardedHeaders.addTo(edit, request, visitor);
    } else {
      if (VisitorClaims.areIn(request.headers())) {
        edit.removeIf(VisitorClaims::isClaim);
      }
      edit.addLast(view(request).forwarded(visitor));
    }
  }

  /**
   * The target's authority wins over Host, and the local service must not see another, unless its
   * tunnel says which one it wants to see.
   */
  private static boolean agreeOnHost(HeadEdit edit, RequestHead request, Optional<String> wanted) {
    int line = request.headers().find("Host");
    if (line < 0) {
      wanted.ifPresent(host -> edit.add("Host", host));
      return wanted.isPresent();
    }
    String host = wanted.orElse(request.host());
    if (request.headers().isExactly(line, host)) {
      return false;
    }
    edit.replace("Host", host);
    return true;
  }

  /** What followed would be requests that nobody judges. */
  private static boolean hideHttp2(HeadEdit edit, RequestHead request) {
    if (!request.headers().hasWord("Upgrade", "h2c")) {
      return false;
    }
    edit.remove("Upgrade").remove("HTTP2-Settings");
    return true;
  }

  /**
   * What the visitor would take from the next program, which is this one. A reply in a coding that
   * most visitors do not know is not asked for. RFC 9110, 10.1.4.
   */
  private static boolean takeCodings(HeadEdit edit, RequestHead request) {
    boolean isThere = request.headers().find("TE") >= 0;
    if (isThere) {
      edit.remove("TE");
    }
    return isThere;
  }

  /** W3C Trace Context: of a trace that begins here, nothing of another one is told. */
  private static boolean tellTrace(HeadEdit edit, @Nullable Trace trace) {
    if (trace == null) {
      return false;
    }
    if (!trace.isContinued()) {
      edit.remove("tracestate");
    }
    edit.remove("traceparent").add("traceparent", trace.parent());
    return true;
  }

  /** A header named in Connection is for the next hop only: it might leave out what we add. */
  private static void refuseDroppingClaims(RequestHead request) throws BadMessageException {
    if (request.headers().isOnly("Connection", "keep-alive", "close")) { // nearly always
      return;
    }
    for (String value : request.headers().values("Connection")) {
      for (String name : value.split(",", -1)) {
        if (!name.isBlank() && VisitorClaims.isClaim(name.trim())) {
          throw new BadMessageException("Connection names a header that tells of the visitor");
        }
      }
    }
  }
}
