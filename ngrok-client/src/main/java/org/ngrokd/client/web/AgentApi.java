package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Pieces;
import org.ngrokd.kit.web.Router;
import org.ngrokd.protocol.ProtocolVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON for programs, as today's ngrok agents have it, so that tools made for these work. Source:
 * ngrok's documentation, "ngrok Agent API".
 *
 * <p>It is long because that interface is one list of paths and of the shapes that belong to them,
 * which is read beside its documentation.
 */
final class AgentApi {
  private static final Logger LOG = LoggerFactory.getLogger(AgentApi.class);

  private static final String TUNNELS = "/api/tunnels";
  private static final String REQUESTS = "/api/requests/http";
  private static final int MOST_LISTED = 500;

  private final Agent agent;
  private final Executor files;
  private final Workspace memory;

  /**
   * @param files where files may be read
   */
  AgentApi(Agent agent, Executor files) {
    this.agent = agent;
    this.files = files;
    this.memory = new Workspace(agent.watched().exchanges().memory());
  }

  void addTo(Router router) {
    router
        .at("GET", "/api", (asked, name) -> root())
        .at("GET", "/api/", (asked, name) -> root())
        .at("GET", "/api/status", (asked, name) -> status())
        .at("GET", TUNNELS, (asked, name) -> tunnels())
        .atLater("POST", TUNNELS, (asked, name, answer) -> open(asked, answer))
        .at("GET", TUNNELS + "/*", (asked, name) -> tunnel(name))
        .at("DELETE", TUNNELS + "/*", (asked, name) -> close(name))
        .at("GET", REQUESTS, (asked, name) -> requests(asked))
        .at("DELETE", REQUESTS, (asked, name) -> clear())
        .at("POST", REQUESTS, (asked, name) -> replay(asked))
        .at("GET", REQUESTS + "/*", (asked, name) -> request(name));
  }

  private static Answer snake(Object resource) {
    return Answer.ok(Answer.JSON, Json.snake(resource));
  }

  private static Answer root() {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("uri", "/api");
    links.put("tunnels_uri", TUNNELS);
    links.put("requests_uri", REQUESTS);
    links.put("status_uri", "/api/status");
    return snake(links);
  }

  private Answer status() {
    StatusBoard.Status status = agent.watched().status().status();
    boolean isOnline = status.state() == StatusBoard.State.ONLINE;
    AgentResources.Leg leg =
        new AgentResources.Leg(
            agent.watched().server().toString(),
            status.latency().map(Duration::toMillis).orElse(0L));
    return snake(
        new AgentResources.Status(
            isOnline ? "online" : "reconnecting",
            ProtocolVersion.SOFTWARE,
            new AgentResources.StatusSession(isOnline ? List.of(leg) : List.of()),
            "/api/status"));
  }

  private List<Route> routes() {
    return agent.watched().status().status().routes();
  }

  private Answer tunnels() {
    StatusBoard.Status status = agent.watched().status().status();
    return snake(
        new AgentResources.Tunnels(
            status.routes().stream().map(this::resource).toList(),
            status.refused().stream().map(AgentApi::resource).toList(),
            TUNNELS));
  }

  private static AgentResources.Refused resource(StatusBoard.Refused refused) {
    return new AgentResources.Refused(
        refused.refusal().tunnel().name(),
        refused.refusal().protocol(),
        refused.refusal().reason(),
        refused.nextAttempt().toString());
  }

  private AgentResources.Tunnel resource(Route route) {
    TunnelTraffic traffic = agent.watched().traffic().of(route.tunnel(), route.protocol());
    String name = TunnelNames.of(route);
    return new AgentResources.Tunnel(
        name,
        TUNNELS + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"),
        route.url(),
        route.protocol(),
        new AgentResources.TunnelConfig(address(route), agent.watched().isInspected(route)),
        new AgentResources.Metrics(
            AgentResources.counts(traffic.connections(), true),
            AgentResources.counts(traffic.exchanges(), false)));
  }

  /** As tools expect it: with a scheme where HTTP is spoken. */
  private static String address(Route route) {
    String local = route.local().toString();
    boolean isPlain = route.protocol().startsWith("http") && !local.contains(":/");
    return isPlain ? "http://" + local : local;
  }

  private Answer tunnel(String name) {
    List<Route> found = TunnelNames.find(routes(), name);
    return found.isEmpty() ? noTunnel(name) : snake(resource(found.get(0)));
  }

  private static Answer noTunnel(String name) {
    return AgentError.answer(HttpResponseStatus.NOT_FOUND, "There is no open tunnel " + name + ".");
  }

  private void open(Asked asked, Consumer<Answer> answer) {
    TunnelConfig tunnel = TunnelOrder.read(asked.json());
    files.execute(
        () -> {
          try {
            agent
                .tunnels()
                .open()
                .apply(tunnel)
                .addListener((Future<List<Route>> opened) -> answer.accept(opened(opened)));
          } catch (UserException | CertificateFileException e) {
            answer.accept(
                AgentError.answer(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
          } catch (RuntimeException e) {
            LOG.error("A tunnel could not be opened", e);
            answer.accept(
                AgentError.answer(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here."));
          }
        });
  }

  private Answer opened(Future<List<Route>> opened) {
    if (!opened.isSuccess()) {
      return refused(opened.cause());
    }
    List<Route> routes = opened.getNow();
    Route first =
        routes.stream()
            .filter(route -> route.protocol().equals("https"))
            .findFirst()
            .orElse(routes.get(0));
    return Answer.of(HttpResponseStatus.CREATED, Answer.JSON, Json.snake(resource(first)));
  }

  private static Answer refused(Throwable cause) {
    return AgentError.answer(HttpResponseStatus.BAD_GATEWAY, String.valueOf(cause.getMessage()));
  }

  /** All protocols of the tunnel are closed. */
  private Answer close(String name) {
    List<Route> found = TunnelNames.find(routes(), name);
    if (found.isEmpty()) {
      return noTunnel(name);
    }
    agent.tunnels().close().accept(found.get(0).tunnel());
    return Answer.nothing();
  }

  private Answer requests(Asked asked) {
    int limit = asked.query("limit").map(AgentApi::count).orElse(MOST_LISTED);
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
        seen.reply().map(AgentApi::resource).orElse(NO_REPLY));
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
        .map(seen -> memory.during(seen, () -> snake(resource(seen))))
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
    Optional<String> tunnel =
        asked.json().get("tunnel_name").text().filter(name -> !name.isEmpty());
    Optional<Route> through =
        tunnel.flatMap(name -> TunnelNames.find(routes(), name).stream().findFirst());
    if (tunnel.isPresent() && through.isEmpty()) {
      return noTunnel(tunnel.get());
    }
    SeenExchange sent =
        through
            .map(route -> seen.through(route.tunnel(), route.protocol(), route.url()))
            .orElse(seen);
    String unused = agent.replayer().replay(sent, sent.request(), true);
    return Answer.nothing();
  }
}
