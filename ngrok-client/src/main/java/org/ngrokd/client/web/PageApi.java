package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.inspect.CaptureMemory;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.view.BodyParts;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Pieces;
import org.ngrokd.kit.web.QrCodeSvg;
import org.ngrokd.kit.web.Router;

/** What the page asks for: lists, details, replays, files. Protocol: §10 for {@code replay}. */
final class PageApi {
  private static final String EXCHANGES = "/http/in/exchanges";

  private final Agent agent;
  private final Workspace memory;

  PageApi(Agent agent) {
    this.agent = agent;
    this.memory = new Workspace(agent.watched().exchanges().memory());
  }

  void addTo(Router router) {
    router
        .at("GET", "/http/in/state", (asked, name) -> Answer.json(PageResources.State.of(agent)))
        .at("GET", EXCHANGES, (asked, name) -> list(asked))
        .at("DELETE", EXCHANGES, (asked, name) -> clear())
        .at("GET", EXCHANGES + "/*", (asked, name) -> detail(name))
        .at("GET", EXCHANGES + "/*/request", (asked, name) -> body(asked, name, true))
        .at("GET", EXCHANGES + "/*/reply", (asked, name) -> body(asked, name, false))
        .at("POST", "/http/in/replay", (asked, name) -> replay(asked))
        .at("GET", "/http/in/har", (asked, name) -> exportHar(asked))
        .at("POST", "/http/in/har", (asked, name) -> importHar(asked))
        .at("GET", "/http/in/qr.svg", (asked, name) -> qrCode(asked))
        .at("GET", "/metrics", (asked, name) -> metrics());
  }

  /** Each that is looked for when its turn has come, if it is kept then. */
  private List<Supplier<Optional<byte[]>>> found(
      Asked asked, boolean isNewestFirst, Function<SeenExchange, byte[]> shown) {
    ExchangeQuery query = ExchangeQuery.parse(asked.query("q").orElse(""));
    List<Supplier<Optional<byte[]>>> found = new ArrayList<>();
    for (Exchange exchange : agent.watched().exchanges().newestFirst()) {
      String id = exchange.id(); // alone: it is not to be held on to
      found.add(() -> find(id).filter(query::matches).map(shown));
    }
    if (!isNewestFirst) {
      Collections.reverse(found);
    }
    return found;
  }

  private Answer list(Asked asked) {
    return Answer.streamed(
        Answer.JSON,
        Pieces.list(
            () -> utf8("{\"exchanges\":["),
            found(asked, true, seen -> Json.camel(PageResources.Summary.of(seen))),
            () -> end(asked)));
  }

  private byte[] end(Asked asked) {
    String misread =
        new String(
            Json.camel(ExchangeQuery.parse(asked.query("q").orElse("")).misread()),
            StandardCharsets.UTF_8);
    long missed = agent.watched().traffic().sum(each -> each.missedExchanges());
    return utf8("],\"misread\":" + misread + ",\"missed\":" + missed + "}");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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
    return find(id).map(this::detail).orElseGet(PageApi::gone);
  }

  private Answer detail(SeenExchange seen) {
    memory.during(seen, () -> true); // not half of it, if that can be known
    CaptureMemory.Account held = memory.holding(seen);
    return Answer.streamed(
        Answer.JSON,
        Pieces.of(PageResources.detail(seen, part -> memory.during(seen, part)), held::close));
  }

  /**
   * A body as a file, whatever it is: never as something that a browser would run. With {@code
   * part} one part of it.
   */
  private Answer body(Asked asked, String id, boolean ofRequest) {
    Optional<String> part = asked.query("part");
    return find(id)
        .flatMap(
            seen ->
                part.isEmpty()
                    ? bytes(seen, ofRequest, part)
                    : memory.during(seen, () -> bytes(seen, ofRequest, part)))
        .map(bytes -> file(bytes, id + (ofRequest ? "-request" : "-reply")))
        .orElseGet(PageApi::gone);
  }

  private static Optional<byte[]> bytes(
      SeenExchange seen, boolean ofRequest, Optional<String> part) {
    List<Header> headers =
        ofRequest
            ? seen.request().headers()
            : seen.reply().map(SeenReply::headers).orElse(List.of());
    Optional<SeenBody> body =
        ofRequest ? Optional.of(seen.request().body()) : seen.reply().map(SeenReply::body);
    return body.flatMap(
        each ->
            part.isPresent()
                ? BodyParts.find(headers, each, part.get())
                : Optional.of(each.bytes()));
  }

  private static Answer file(byte[] bytes, String name) {
    return Answer.ok("application/octet-stream", bytes)
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .with("Content-Security-Policy", "sandbox; default-src 'none'");
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
    return Answer.streamed(
            Answer.JSON,
            HarExport.of(
                found(
                    asked,
                    false,
                    seen -> memory.during(seen, () -> Json.camel(HarExport.entry(seen))))))
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
