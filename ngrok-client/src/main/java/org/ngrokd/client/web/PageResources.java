package org.ngrokd.client.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.Frame;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.view.BodyReader;
import org.ngrokd.client.view.BodyView;
import org.ngrokd.client.view.FormText;
import org.ngrokd.kit.json.Json;
import org.ngrokd.protocol.ProtocolVersion;

/** What the page is told; written with the names as they are here. */
final class PageResources {
  private static final int UPGRADED = 101;

  private PageResources() {}

  /**
   * How the client fares.
   *
   * @param nextAttempt in milliseconds since 1970, 0 for none
   * @param latency of the last ping in milliseconds, -1 for none
   * @param most exchanges that are kept
   * @param missed requests that were not looked at
   */
  record State(
      String version,
      String server,
      String state,
      String serverVersion,
      String reason,
      long nextAttempt,
      double latency,
      List<Tunnel> tunnels,
      List<Refused> refused,
      int most,
      long missed) {
    static State of(Agent agent) {
      StatusBoard.Status status = agent.watched().status().status();
      return new State(
          ProtocolVersion.SOFTWARE,
          agent.watched().server().toString(),
          status.state().name().toLowerCase(Locale.ROOT),
          status.serverVersion(),
          status.reason(),
          status.nextAttempt().map(time -> time.toEpochMilli()).orElse(0L),
          status.latency().map(time -> time.toNanos() / 1e6).orElse(-1.0),
          status.routes().stream()
              .map(route -> Tunnel.of(route, agent.watched().isInspected(route)))
              .toList(),
          status.refused().stream().map(Refused::of).toList(),
          agent.watched().exchanges().most(),
          agent.watched().traffic().sum(each -> each.missedExchanges()));
    }
  }

  /**
   * @param isInspected whether what passes is kept
   * @param paths which go to other local services, a line each
   */
  record Tunnel(
      String name,
      String protocol,
      String url,
      String local,
      boolean isInspected,
      List<String> paths) {
    static Tunnel of(Route route, boolean isInspected) {
      return new Tunnel(
          route.tunnel(),
          route.protocol(),
          route.url(),
          route.local().toString(),
          isInspected,
          route.paths().stream().map(PathForward::toString).toList());
    }
  }

  /**
   * One protocol of a tunnel that the server does not open.
   *
   * @param nextAttempt in milliseconds since 1970
   */
  record Refused(String name, String protocol, String reason, long nextAttempt) {
    static Refused of(StatusBoard.Refused refused) {
      return new Refused(
          refused.refusal().tunnel().name(),
          refused.refusal().protocol(),
          refused.refusal().reason(),
          refused.nextAttempt().toEpochMilli());
    }
  }

  /**
   * A row of the list; times in milliseconds, {@code start} since 1970.
   *
   * @param host that was asked for, without its port, or ""
   * @param local the local service that the path led to, or ""
   * @param size of the reply's body, or of a WebSocket's messages, in bytes
   */
  record Summary(
      String id,
      String method,
      String host,
      String target,
      int status,
      String reason,
      String state,
      String trouble,
      double duration,
      double firstByte,
      long size,
      long start,
      String client,
      String tunnel,
      String protocol,
      String replayOf,
      boolean isImported,
      String local,
      long frames) {
    static Summary of(SeenExchange seen) {
      Course course = seen.course();
      Optional<SeenReply> reply = seen.reply();
      return new Summary(
          seen.id(),
          seen.request().method(),
          host(seen),
          seen.request().target(),
          reply.map(SeenReply::status).orElse(0),
          reply.map(SeenReply::reason).orElse(""),
          course.state().name().toLowerCase(Locale.ROOT),
          course.trouble(),
          course.duration().toNanos() / 1e6,
          course.firstByte().toNanos() / 1e6,
          reply.map(each -> size(each, seen)).orElse(0L),
          course.start().toEpochMilli(),
          seen.origin().clientAddr(),
          seen.origin().tunnel(),
          seen.origin().protocol(),
          seen.origin().replayOf(),
          seen.origin().isImported(),
          seen.origin().local(),
          seen.frames().kept().size() + seen.frames().forgotten());
    }

    private static String host(SeenExchange seen) {
      return seen.request().header("Host").orElse("").replaceFirst(":[0-9]*$", "");
    }

    private static long size(SeenReply reply, SeenExchange seen) {
      return reply.body().size() + (reply.status() == UPGRADED ? seen.frames().bytes() : 0);
    }
  }

  /** How a part of an exchange is made, which takes memory. */
  interface Making {
    byte[] part(Supplier<byte[]> made);
  }

  /** All of an exchange, in JSON: an object in pieces. */
  static List<Supplier<byte[]>> detail(SeenExchange seen, Making making) {
    Map<String, Object> small = new LinkedHashMap<>();
    small.put("summary", Summary.of(seen));
    small.put("url", seen.origin().url());
    small.put("interim", seen.course().interim());
    small.put("query", FormText.ofTarget(seen.request().target()));
    small.put("framesForgotten", seen.frames().forgotten());
    String begin = new String(Json.camel(small), StandardCharsets.UTF_8);
    List<Supplier<byte[]>> parts = new ArrayList<>();
    parts.add(() -> utf8(begin.substring(0, begin.length() - 1) + ",\"request\":"));
    parts.add(() -> making.part(() -> Json.camel(Part.of(seen.request()))));
    seen.reply()
        .ifPresent(
            reply -> {
              parts.add(() -> utf8(",\"reply\":"));
              parts.add(() -> making.part(() -> Json.camel(Part.of(reply))));
            });
    parts.add(() -> utf8(",\"frames\":["));
    String comma = "";
    for (Frame frame : seen.frames().kept()) {
      String before = comma;
      parts.add(
          () -> utf8(before + new String(Json.camel(FrameText.of(frame)), StandardCharsets.UTF_8)));
      comma = ",";
    }
    parts.add(() -> utf8("]}"));
    return parts;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A request or a reply.
   *
   * @param line its first line
   * @param raw head and body as they were, in base64
   * @param picture the body without its encodings in base64, where it is one that can be drawn
   * @param isWhole whether all of the body was kept
   */
  record Part(
      String line,
      List<Header> headers,
      List<Header> trailers,
      BodyView body,
      String raw,
      String picture,
      boolean isWhole,
      String text) {
    static Part of(SeenRequest request) {
      return of(
          request.method() + " " + request.target() + " " + request.version(),
          request.headers(),
          request.body(),
          WireText.of(request));
    }

    static Part of(SeenReply reply) {
      return of(
          (reply.version() + " " + reply.status() + " " + reply.reason()).stripTrailing(),
          reply.headers(),
          reply.body(),
          WireText.of(reply));
    }

    private static Part of(
        String line, List<Header> headers, org.ngrokd.client.inspect.SeenBody body, byte[] wire) {
      BodyView view = BodyReader.view(headers, body);
      boolean isPicture = view.kind() == BodyView.Kind.IMAGE;
      return new Part(
          line,
          headers,
          body.trailers(),
          view,
          base64(wire),
          isPicture ? base64(BodyReader.plain(headers, body)) : "",
          body.isWhole(),
          view.kind() == BodyView.Kind.BINARY || isPicture ? "" : BodyReader.text(headers, body));
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * A WebSocket frame or an event.
   *
   * @param data as text, or in base64 where it is binary
   */
  record FrameText(
      long time, boolean isFromVisitor, String kind, boolean isBinary, String data, long size) {
    static FrameText of(Frame frame) {
      boolean isBinary = frame.kind() != Frame.Kind.TEXT && frame.kind() != Frame.Kind.EVENT;
      return new FrameText(
          frame.time().toEpochMilli(),
          frame.isFromVisitor(),
          frame.kind().name().toLowerCase(Locale.ROOT),
          isBinary,
          isBinary ? base64(frame.bytes()) : new String(frame.bytes(), StandardCharsets.UTF_8),
          frame.size());
    }
  }
}
