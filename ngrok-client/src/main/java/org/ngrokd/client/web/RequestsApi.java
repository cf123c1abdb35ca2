package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.session.Route;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Pieces;
import org.ngrokd.kit.web.Router;

/** {@code /api/requests/http}: what was captured. */
final class RequestsApi {
  static final String REQUESTS = "/api/requests/http";
  private static final int MOST_LISTED = 500;

  private final Agent agent;
  private final Workspace memory;

  RequestsApi(Agent agent) {
    this.agent = agent;
    this.memory = new Workspace(agent.watched().exchanges().memory());
  }

  void addTo(Router router) {
    router
        .at("GET", REQUESTS, (asked, name) -> requests(asked))
        .at("DELETE", REQUESTS, (asked, name) -> clear())
        .at("POST", REQUESTS, (asked, name) -> replay(asked))
        .at("GET", REQUESTS + "/*", (asked, name) -> request(name));
  }

  private List<Route> routes() {
    return agent.watched().status().status().routes();
  }

  private Answer requests(Asked asked) {
    int limit = asked.query("limit").map(RequestsApi::count).orElse(MOST_LISTED);
    String tunnel = asked.query("tunnel_name").orElse("");
    AtomicInteger left = new AtomicInteger(limit);
    List<Supplier<Optional<byte[]>>> listed = new ArrayList<>();
    for (Exchange exchange : agent.watched().exchanges().newestFirst()) {
      String id = exchange.id(); // alone: it is not to be held on to
      listed.add(() -> left.get() > 0 ? listed(id, tunnel, left) : Optional.empty());
    }
    return Answer.streamed(
        Answer.JSON,
        Pieces.list(
            () -> ("{\"uri\":\"" + REQUESTS + "\",\"requests\":[").getBytes(StandardCharsets.UTF_8),
            listed,
            () -> "]}".getBytes(StandardCharsets.UTF_8)));
  }

  /** In JSON, if it is still kept and of this tunnel. */
  private Optional<byte[]> listed(String id, String tunnel, AtomicInteger left) {
    Optional<SeenExchange> found =
        agent
            .watched()
            .exchanges()
            .find(id)
            .map(Exchange::seen)
            .filter(seen -> tunnel.isEmpty() || name(seen).equals(tunnel));
    found.ifPresent(seen -> left.decrementAndGet());
    return found.map(seen -> memory.during(seen, () -> Json.snake(resource(seen))));
  }

  private static int count(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("limit has to be a number");
    }
    return Integer.parseInt(text);
  }

  private String name(SeenExchange seen) {
    String tunnel = seen.origin().tunnel();
    boolean hasHttps =
        routes().stream()
            .anyMatch(
                route ->
                    route.tunnel().equals(tunnel)
                        && route.config().services().containsKey("https"));
    return TunnelNames.of(tunnel, seen.origin().protocol(), hasHttps);
  }

  private AgentResources.Request resource(SeenExchange seen) {
    return new AgentResources.Request(
        REQUESTS + "/" + seen.id(),
        seen.id(),
        name(seen),
        seen.origin().clientAddr(),
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            seen.course().start().atZone(ZoneId.systemDefault())),
        seen.course().duration().toNanos(),
        new AgentResources.RequestPart(
            seen.request().method(),
            seen.request().version(),
            byName(seen.request().headers()),
            seen.request().target(),
            Base64.getEncoder().encodeToString(WireText.of(seen.request()))),
        seen.reply().map(RequestsApi::resource).orElse(NO_REPLY));
  }

  private static final AgentResources.ResponsePart NO_REPLY =
      new AgentResources.ResponsePart("", 0, "", Map.of(), "");

  private static AgentResources.ResponsePart resource(SeenReply reply) {
    return new AgentResources.ResponsePart(
        (reply.status() + " " + reply.reason()).strip(),
        reply.status(),
        reply.version(),
        byName(reply.headers()),
        Base64.getEncoder().encodeToString(WireText.of(reply)));
  }

  private static Map<String, List<String>> byName(List<Header> headers) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (Header header : headers) {
      byName.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(header.value());
    }
    return byName;
  }

  private Answer request(String id) {
    return agent
        .watched()
        .exchanges()
        .find(id)
        .map(Exchange::seen)
        .map(seen -> memory.during(seen, () -> AgentApi.snake(resource(seen))))
        .orElseGet(() -> noRequest(id));
  }

  private static Answer noRequest(String id) {
    return AgentError.answer(
        HttpResponseStatus.NOT_FOUND, "The request " + id + " is not kept any more.");
  }

  private Answer clear() {
    agent.watched().exchanges().clear();
    return Answer.nothing();
  }

  private Answer replay(Asked asked) {
    @Nullable String id = asked.json().get("id").text().orElse(null);
    Optional<Exchange> original =
        id == null ? Optional.empty() : agent.watched().exchanges().find(id);
    if (original.isEmpty()) {
      return noRequest(String.valueOf(id));
    }
    SeenExchange seen = original.get().seen();
    Optional<String> tunnel = tunnelName(asked.json());
    Optional<Route> through =
        tunnel.flatMap(name -> TunnelNames.find(routes(), name).stream().findFirst());
    if (tunnel.isPresent() && through.isEmpty()) {
      return TunnelsApi.noTunnel(tunnel.get());
    }
    SeenExchange sent =
        through
            .map(route -> seen.through(route.tunnel(), route.protocol(), route.url()))
            .orElse(seen);
    String unused = agent.replayer().replay(sent, sent.request(), true);
    return Answer.nothing();
  }

  /** Documented with an underline; npm's ngrok sends it without. */
  private static Optional<String> tunnelName(JsonValue order) {
    return order
        .get("tunnel_name")
        .text()
        .or(() -> order.get("tunnelName").text())
        .filter(name -> !name.isEmpty());
  }
}
