package org.ngrokd.client.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Router;
import org.ngrokd.protocol.ProtocolVersion;

/**
 * JSON for programs, as today's ngrok agents have it, so that tools made for these work. Source:
 * ngrok's documentation, "ngrok Agent API".
 */
final class AgentApi {
  private static final String STATUS = "/api/status";

  private final Agent agent;
  private final Executor files;

  /**
   * @param files where files may be read
   */
  AgentApi(Agent agent, Executor files) {
    this.agent = agent;
    this.files = files;
  }

  void addTo(Router router) {
    router
        .at("GET", "/api", (asked, name) -> root())
        .at("GET", "/api/", (asked, name) -> root())
        .at("GET", STATUS, (asked, name) -> status());
    new TunnelsApi(agent, files).addTo(router);
    new EndpointsApi(agent, files).addTo(router);
    new RequestsApi(agent).addTo(router);
  }

  static Answer snake(Object resource) {
    return Answer.ok(Answer.JSON, Json.snake(resource));
  }

  private static Answer root() {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("uri", "/api");
    links.put("tunnels_uri", RouteResources.TUNNELS);
    links.put("endpoints_uri", RouteResources.ENDPOINTS);
    links.put("requests_uri", RequestsApi.REQUESTS);
    links.put("status_uri", STATUS);
    return snake(links);
  }

  /** The one that is used, and the one in reserve. */
  private List<AgentResources.Leg> legs(AgentResources.Leg active) {
    return Stream.concat(
            Stream.of(active),
            agent.watched().status().reserve().stream()
                .map(server -> new AgentResources.Leg(server, "0ms")))
        .toList();
  }

  private Answer status() {
    StatusBoard.Status status = agent.watched().status().status();
    boolean isOnline = status.state() == StatusBoard.State.ONLINE;
    AgentResources.Leg leg =
        new AgentResources.Leg(
            agent.watched().server().toString(),
            status.latency().map(Duration::toMillis).orElse(0L) + "ms");
    return snake(
        new AgentResources.Status(
            isOnline ? "online" : "reconnecting",
            ProtocolVersion.SOFTWARE,
            new AgentResources.StatusSession(isOnline ? legs(leg) : List.of()),
            STATUS));
  }
}
