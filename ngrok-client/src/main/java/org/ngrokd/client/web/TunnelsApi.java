package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;

/** {@code /api/tunnels}: each protocol of a tunnel is one there. */
final class TunnelsApi {
  private final Agent agent;
  private final RouteResources resources;
  private final Opening opening;

  /**
   * @param files where files may be read
   */
  TunnelsApi(Agent agent, Executor files) {
    this.agent = agent;
    this.resources = new RouteResources(agent);
    this.opening = new Opening(agent, files);
  }

  void addTo(Router router) {
    String one = RouteResources.TUNNELS + "/*";
    router
        .at("GET", RouteResources.TUNNELS, (asked, name) -> list())
        .atLater("POST", RouteResources.TUNNELS, (asked, name, answer) -> open(asked, answer))
        .at("GET", one, (asked, name) -> detail(name))
        .atLater("DELETE", one, (asked, name, answer) -> close(name, answer));
  }

  private Answer list() {
    StatusBoard.Status status = agent.watched().status().status();
    return AgentApi.snake(
        new AgentResources.Tunnels(
            status.routes().stream().map(resources::tunnel).toList(),
            status.refused().stream().map(TunnelsApi::refused).toList(),
            RouteResources.TUNNELS));
  }

  private static AgentResources.Refused refused(StatusBoard.Refused refused) {
    return new AgentResources.Refused(
        refused.refusal().tunnel().name(),
        refused.refusal().protocol(),
        refused.refusal().reason(),
        refused.nextAttempt().toString());
  }

  private Answer detail(String name) {
    return resources
        .find(name)
        .map(route -> AgentApi.snake(resources.tunnel(route)))
        .orElseGet(() -> noTunnel(name));
  }

  static Answer noTunnel(String name) {
    return AgentError.answer(HttpResponseStatus.NOT_FOUND, "There is no open tunnel " + name + ".");
  }

  private void open(Asked asked, Consumer<Answer> answer) {
    opening.open(
        TunnelOrder.read(asked.json()),
        route ->
            Answer.of(HttpResponseStatus.CREATED, Answer.JSON, Json.snake(resources.tunnel(route))),
        answer);
  }

  /** The other protocols of the tunnel stay. */
  private void close(String name, Consumer<Answer> answer) {
    Optional<Route> found = resources.find(name);
    if (found.isEmpty()) {
      answer.accept(noTunnel(name));
    } else {
      agent.tunnels().close(found.get()).addListener(closed -> answer.accept(Answer.nothing()));
    }
  }
}
