package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.Route;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;

/** {@code /api/endpoints}, as agents since 3.30 have it: tunnels by another name. */
final class EndpointsApi {
  private final Agent agent;
  private final RouteResources resources;
  private final Opening opening;

  /**
   * @param files where files may be read
   */
  EndpointsApi(Agent agent, Executor files) {
    this.agent = agent;
    this.resources = new RouteResources(agent);
    this.opening = new Opening(agent, files);
  }

  void addTo(Router router) {
    String one = RouteResources.ENDPOINTS + "/*";
    router
        .at("GET", RouteResources.ENDPOINTS, (asked, name) -> list())
        .atLater("POST", RouteResources.ENDPOINTS, (asked, name, answer) -> create(asked, answer))
        .at("GET", one, (asked, name) -> detail(name))
        .atLater("PUT", one, this::update)
        .atLater("DELETE", one, (asked, name, answer) -> delete(name, answer));
  }

  private Answer list() {
    return AgentApi.snake(
        new AgentResources.Endpoints(
            resources.routes().stream().map(resources::listed).toList(), RouteResources.ENDPOINTS));
  }

  private Answer detail(String name) {
    return resources
        .find(name)
        .map(route -> AgentApi.snake(resources.endpoint(route)))
        .orElseGet(() -> noEndpoint(name));
  }

  private static Answer noEndpoint(String name) {
    return AgentError.answer(
        HttpResponseStatus.NOT_FOUND, "There is no open endpoint " + name + ".");
  }

  private void create(Asked asked, Consumer<Answer> answer) {
    opening.open(EndpointOrder.read(asked.json()), this::created, answer);
  }

  private Answer created(Route route) {
    return resource(HttpResponseStatus.CREATED, route);
  }

  private Answer resource(HttpResponseStatus status, Route route) {
    return Answer.of(status, Answer.JSON, Json.snake(resources.endpoint(route)));
  }

  /** Makes one of this name, or another one in its place; it keeps its URL unless told. */
  private void update(Asked asked, String name, Consumer<Answer> answer) {
    Optional<Route> found = resources.find(name);
    Order order = EndpointOrder.read(asked.json(), name, found.map(Route::url).orElse(""));
    if (found.isEmpty()) {
      opening.open(order, this::created, answer);
      return;
    }
    checkAlone(found.get(), name);
    // Closed first, for the URL is mostly the same. Its visitors stay.
    agent
        .tunnels()
        .close(found.get())
        .addListener(closed -> opening.open(order, new Replaced(found.get(), answer)));
  }

  /** The name stays with the other protocols of the tunnel. */
  private void checkAlone(Route route, String name) {
    boolean hasOthers =
        resources.routes().stream()
            .anyMatch(each -> each.tunnel().equals(name) && !each.equals(route));
    if (hasOthers) {
      throw new IllegalArgumentException(
          "the tunnel "
              + name
              + " has other protocols, too; DELETE this one and POST another under a new name");
    }
  }

  /** What becomes of an endpoint in another one's place; if nothing, that one comes back. */
  private final class Replaced implements Opening.Outcome {
    private final Route former;
    private final Consumer<Answer> answer;

    Replaced(Route former, Consumer<Answer> answer) {
      this.former = former;
      this.answer = answer;
    }

    @Override
    public void opened(List<Route> routes) {
      answer.accept(resource(HttpResponseStatus.OK, routes.get(0)));
    }

    @Override
    public void failed(Answer failure) {
      opening.open(
          new Order(former(), false),
          new Opening.Outcome() {
            @Override
            public void opened(List<Route> routes) {
              answer.accept(failure);
            }

            @Override
            public void failed(Answer unused) {
              answer.accept(failure);
            }
          });
    }

    /** With the one protocol that was closed. */
    private TunnelConfig former() {
      TunnelConfig tunnel = former.config();
      return new TunnelConfig(
          TunnelNames.of(former),
          Map.of(former.protocol(), former.local()),
          tunnel.subdomain(),
          tunnel.hostname(),
          tunnel.options());
    }
  }

  private void delete(String name, Consumer<Answer> answer) {
    Optional<Route> found = resources.find(name);
    if (found.isEmpty()) {
      answer.accept(noEndpoint(name));
    } else {
      agent.tunnels().close(found.get()).addListener(closed -> answer.accept(Answer.nothing()));
    }
  }
}
