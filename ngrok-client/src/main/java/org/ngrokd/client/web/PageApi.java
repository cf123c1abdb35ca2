package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.json.Json;
import org.ngrokd.client.json.JsonValue;

/** What the page asks for: lists, details, replays, files. Protocol: §10 for {@code replay}. */
final class PageApi {
  private static final String EXCHANGES = "/http/in/exchanges";

  private final Agent agent;

  PageApi(Agent agent) {
    this.agent = agent;
  }

  void addTo(Router router) {
    router
        .at("GET", "/http/in/state", (asked, name) -> Answer.json(PageResources.State.of(agent)))
        .at("GET", EXCHANGES, (asked, name) -> list(asked))
        .at("DELETE", EXCHANGES, (asked, name) -> clear())
        .at("GET", EXCHANGES + "/*", (asked, name) -> detail(name))
        .at("GET", EXCHANGES + "/*/request", (asked, name) -> body(name, true))
        .at("GET", EXCHANGES + "/*/reply", (asked, name) -> body(name, false))
        .at("POST", "/http/in/replay", (asked, name) -> replay(asked))
        .at("GET", "/http/in/har", (asked, name) -> exportHar(asked))
        .at("POST", "/http/in/har", (asked, name) -> importHar(asked))
        .at("GET", "/http/in/qr.svg", (asked, name) -> qrCode(asked))
        .at("GET", "/metrics", (asked, name) -> metrics());
  }

  private List<SeenExchange> found(Asked asked) {
    ExchangeQuery query = ExchangeQuery.parse(asked.query("q").orElse(""));
    return agent.watched().exchanges().newestFirst().stream()
        .map(Exchange::seen)
        .filter(query::matches)
        .toList();
  }

  private Answer list(Asked asked) {
    return Answer.json(
        new PageResources.Listing(
            found(asked).stream().map(PageResources.Summary::of).toList(),
            agent.watched().traffic().sum(each -> each.missedExchanges())));
  }

  private Answer clear() {
    agent.watched().exchanges().clear();
    return Answer.nothing();
  }

  private Optional<SeenExchange> find(String id) {
    return agent.watched().exchanges().find(id).map(Exchange::seen);
  }

  private static Answer gone() {
    return Answer.text(HttpResponseStatus.NOT_FOUND, "This request is not kept any more.");
  }

  private Answer detail(String id) {
    return find(id)
        .map(seen -> Answer.json(PageResources.Detail.of(seen)))
        .orElseGet(PageApi::gone);
  }

  /** A body as a file, whatever it is: never as something that a browser would run. */
  private Answer body(String id, boolean ofRequest) {
    Optional<SeenBody> body =
        find(id)
            .flatMap(
                seen ->
                    ofRequest
                        ? Optional.of(seen.request().body())
                        : seen.reply().map(reply -> reply.body()));
    return body.map(
            each ->
                Answer.ok("application/octet-stream", each.bytes())
                    .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + id + (ofRequest ? "-request" : "-reply") + "\"")
                    .with("Content-Security-Policy", "sandbox; default-src 'none'"))
        .orElseGet(PageApi::gone);
  }

  /** {@code txnid} in a form, as 1.7 has it, or in JSON together with what is changed. */
  private Answer replay(Asked asked) {
    Optional<SeenExchange> original = asked.field("txnid").flatMap(this::find);
    if (original.isEmpty()) {
      return gone();
    }
    boolean isJson = asked.type().startsWith("application/json");
    SeenRequest request =
        isJson ? changed(original.get().request(), asked.json()) : original.get().request();
    boolean isMarked = !asked.field("mark").orElse("true").equals("false");
    String id = agent.replayer().replay(original.get(), request, isMarked);
    return Answer.json(Map.of("id", id));
  }

  private static SeenRequest changed(SeenRequest request, JsonValue changes) {
    SeenBody body =
        changes
            .get("body")
            .text()
            .map(text -> SeenBody.of(Base64.getDecoder().decode(text)))
            .orElse(request.body());
    return new SeenRequest(
        changes.get("method").text().orElse(request.method()),
        changes.get("target").text().orElse(request.target()),
        request.version(),
        changes.get("headers").isThere() ? headers(changes.get("headers")) : request.headers(),
        body);
  }

  private static List<Header> headers(JsonValue list) {
    List<Header> headers = new ArrayList<>();
    for (JsonValue each : list.elements()) {
      headers.add(
          new Header(each.get("name").text().orElse(""), each.get("value").text().orElse("")));
    }
    return headers;
  }

  private Answer exportHar(Asked asked) {
    List<SeenExchange> oldestFirst = new ArrayList<>(found(asked));
    java.util.Collections.reverse(oldestFirst);
    return Answer.ok(Answer.JSON, Json.camel(HarExport.of(oldestFirst)))
        .with("Content-Disposition", "attachment; filename=\"ngrok.har\"");
  }

  private Answer importHar(Asked asked) {
    return Answer.json(
        Map.of(
            "imported", new HarImport(agent).read(asked.json(), asked.query("tunnel").orElse(""))));
  }

  private static Answer qrCode(Asked asked) {
    String url = asked.query("url").orElse("");
    return Answer.ok("image/svg+xml", QrCodeSvg.of(url).getBytes(StandardCharsets.UTF_8));
  }

  private Answer metrics() {
    return Answer.ok(ClientMetrics.CONTENT_TYPE, new ClientMetrics(agent.watched()).text());
  }
}
