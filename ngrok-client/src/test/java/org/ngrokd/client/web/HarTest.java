package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.Inspector;
import org.ngrokd.client.inspect.Origin;
import org.ngrokd.client.inspect.Replayer;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.streams.net.HostAndPort;

class HarTest {
  private static final String GZIP_HELLO = "H4sIAAAAAAAAA8tIzcnJV8hAJwHjUT2NFwAAAA==";

  private final ExchangeStore store = new ExchangeStore(InspectOptions.Capture.DEFAULT);
  private final StatusBoard board = new StatusBoard(Clock.systemUTC());
  private final Agent agent =
      new Agent(
          new Agent.Watched(new HostAndPort("a.example", 443), board, new Traffic(), store),
          new Replayer(
              new Inspector(InspectOptions.Capture.DEFAULT, store),
              () -> {
                throw new AssertionError("nothing is sent");
              },
              () -> {
                throw new AssertionError("nothing is sent");
              }),
          Served.NO_TUNNELS);

  private static JsonValue exported(SeenExchange exchange) {
    Supplier<Optional<byte[]>> entry = () -> Optional.of(Json.camel(HarExport.entry(exchange)));
    return Json.read(Served.all(HarExport.of(List.of(entry))));
  }

  private static JsonValue entry(SeenExchange exchange) {
    return exported(exchange).get("log").get("entries").elements().get(0);
  }

  private int imported(String archive, String tunnel) {
    byte[] json = archive.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new HarImport(agent).read(Json.read(json), tunnel);
  }

  private SeenExchange importedEntry(String entry) {
    assertThat(imported("{'log': {'entries': [" + entry + "]}}", "")).isEqualTo(1);
    return only();
  }

  private SeenExchange only() {
    return store.newestFirst().stream()
        .map(Exchange::seen)
        .reduce((one, two) -> null)
        .orElseThrow();
  }

  private SeenExchange roundTrip(SeenExchange exchange) {
    new HarImport(agent).read(exported(exchange), "");
    return only();
  }

  private void isRefused(String archive, String reason) {
    assertThatIllegalArgumentException()
        .as(archive)
        .isThrownBy(() -> imported(archive, ""))
        .withMessageContaining(reason);
    assertThat(store.newestFirst()).isEmpty();
  }

  private static SeenRequest request(SeenBody body, Header... headers) {
    return new SeenRequest("POST", "/a", "HTTP/1.1", List.of(headers), body);
  }

  @Test
  void exchangeComesBackAsItWas() {
    SeenExchange back = roundTrip(Seen.of(Seen.REQUEST, Seen.REPLY));

    assertThat(back.request().method()).isEqualTo("POST");
    assertThat(back.request().target()).isEqualTo("/Pay?id=7");
    assertThat(back.request().version()).isEqualTo("HTTP/1.1");
    assertThat(back.request().headers()).isEqualTo(Seen.REQUEST.headers());
    assertThat(back.request().body().bytes()).isEqualTo(Seen.REQUEST.body().bytes());
    SeenReply reply = back.reply().orElseThrow();
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.reason()).isEqualTo("Not Found");
    assertThat(reply.headers()).isEqualTo(Seen.REPLY.headers());
    assertThat(reply.body().bytes()).isEqualTo(Seen.REPLY.body().bytes());
    assertThat(back.course().start()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(back.course().duration()).isEqualTo(Duration.ofMillis(34));
    assertThat(back.course().state()).isEqualTo(Course.State.DONE);
    assertThat(back.origin().isImported()).isTrue();
  }

  @Test
  void bytesThatAreNoTextComeBack() {
    SeenBody bytes = Seen.body("\u0089PNG\r\n\u001a\n\u0000\u00ff");
    for (String type : new String[] {"image/png", "application/octet-stream", "text/plain", ""}) {
      store.clear();
      Header header = new Header("Content-Type", type);

      SeenExchange back =
          roundTrip(
              Seen.of(
                  request(bytes, new Header("Host", "a"), header),
                  new SeenReply("HTTP/1.1", 200, "OK", List.of(header), bytes)));

      assertThat(back.request().body().bytes()).as(type).isEqualTo(bytes.bytes());
      assertThat(back.reply().orElseThrow().body().bytes()).as(type).isEqualTo(bytes.bytes());
    }
  }

  @Test
  void textInAnotherCharsetComesBackInIt() {
    SeenBody gbk = Seen.body("\u00c3\u00fb\u00d7\u00d6");
    Header type = new Header("Content-Type", "text/plain; charset=GBK");

    SeenExchange back =
        roundTrip(
            Seen.of(request(gbk, type), new SeenReply("HTTP/1.1", 200, "", List.of(type), gbk)));

    assertThat(back.request().body().bytes()).isEqualTo(gbk.bytes());
    assertThat(back.reply().orElseThrow().body().bytes()).isEqualTo(gbk.bytes());
  }

  @Test
  void packedBodiesComeBackUnpackedAndSayNothingElse() {
    SeenBody packed = SeenBody.of(Base64.getDecoder().decode(GZIP_HELLO));
    Header encoding = new Header("content-encoding", "gzip");
    Header host = new Header("Host", "a");

    SeenExchange back =
        roundTrip(
            Seen.of(
                request(packed, host, encoding),
                new SeenReply("HTTP/1.1", 200, "OK", List.of(encoding), packed)));

    SeenReply reply = back.reply().orElseThrow();
    assertThat(back.request().body().bytes()).asString().isEqualTo("hello hello hello hello");
    assertThat(back.request().headers()).containsExactly(host);
    assertThat(reply.body().bytes()).asString().isEqualTo("hello hello hello hello");
    assertThat(reply.headers()).isEmpty();
  }

  @Test
  void exchangeWithoutAReplyComesBackWithout() {
    SeenExchange back =
        roundTrip(Seen.of(Seen.ORIGIN, Seen.REQUEST, Optional.empty(), Course.State.BROKEN));

    assertThat(back.reply()).isEmpty();
  }

  @Test
  void archiveHasWhatTheFormatAsksFor() {
    JsonValue entry = entry(Seen.of(Seen.REQUEST, Seen.REPLY));

    JsonValue request = entry.get("request");
    assertThat(entry.get("startedDateTime").text()).contains("2026-01-02T03:04:05.678Z");
    assertThat(entry.get("time").fraction()).contains(34.0);
    assertThat(entry.get("timings").get("wait").fraction()).contains(12.0);
    assertThat(entry.get("timings").get("receive").fraction()).contains(22.0);
    assertThat(request.get("url").text()).contains("https://shop.example/Pay?id=7");
    assertThat(request.get("queryString").elements().get(0).get("value").text()).contains("7");
    assertThat(request.get("postData").get("mimeType").text()).contains("text/plain");
    assertThat(request.get("postData").get("text").text()).contains("Give me 名");
    assertThat(request.get("headersSize").number()).contains(-1L);
    assertThat(entry.get("response").get("content").get("text").text())
        .contains("{\"Error\": \"none\"}");
  }

  @Test
  void cookiesAreTakenApart() {
    JsonValue cookies =
        entry(Seen.of(request(Seen.body(""), new Header("cookie", "a=1; b=c=d; e")), Seen.REPLY))
            .get("request")
            .get("cookies");

    assertThat(cookies.elements())
        .extracting(each -> each.get("name").text().orElse(""))
        .containsExactly("a", "b");
    assertThat(cookies.elements())
        .extracting(each -> each.get("value").text().orElse(""))
        .containsExactly("1", "c=d");
  }

  @Test
  void targetIsTheUrlWithoutServerAndFragment() {
    String[][] rows = {
      {"https://a.example/b?c=d#e", "/b?c=d"},
      {"https://a.example", "/"},
      {"https://a.example?b=/c", "/?b=/c"},
      {"https://a.example#b", "/"},
      {"/b?c=http://d/", "/b?c=http://d/"},
    };
    for (String[] row : rows) {
      store.clear();

      SeenExchange seen = importedEntry("{'request': {'url': '" + row[0] + "'}}");

      assertThat(seen.request().target()).as(row[0]).isEqualTo(row[1]);
    }
  }

  @Test
  void headersOfLaterVersionsBecomeThoseOf11() {
    SeenExchange seen =
        importedEntry(
            "{'request': {'url': 'https://a.example:8443/', 'httpVersion': 'h2', 'headers': ["
                + "{'name': ':authority', 'value': 'a.example'}, {'name': 'x', 'value': '1'}]}}");

    assertThat(seen.request().version()).isEqualTo("HTTP/1.1");
    assertThat(seen.request().headers())
        .containsExactly(new Header("Host", "a.example:8443"), new Header("x", "1"));
  }

  @Test
  void fieldsOfAFormBecomeItsBody() {
    SeenExchange seen =
        importedEntry(
            "{'request': {'url': '/', 'postData': {'params': ["
                + "{'name': 'a b', 'value': '&'}, {'name': 'c', 'value': '名'}]}}}");

    assertThat(seen.request().body().bytes()).asString().isEqualTo("a+b=%26&c=%E5%90%8D");
  }

  @Test
  void timeThatCannotBeReadIsNow() {
    Instant before = Instant.now();

    SeenExchange seen = importedEntry("{'request': {'url': '/'}, 'startedDateTime': 'soon'}");

    assertThat(seen.course().start()).isBetween(before, Instant.now());
  }

  @Test
  void importedOnesBelongToATunnelThatIsOpen() {
    board.opened(new Route("ssh", "tcp", "tcp://a.example:1", LocalAddress.parse("22")));
    board.opened(new Route("one", "http", "http://one.example", LocalAddress.parse("80")));
    board.opened(new Route("two", "https", "https://two.example", LocalAddress.parse("80")));
    String archive = "{'log': {'entries': [{'request': {'url': '/'}}]}}";

    imported(archive, "");
    imported(archive, "two");
    imported(archive, "gone");

    assertThat(store.newestFirst())
        .extracting(each -> each.seen().origin())
        .containsExactly(
            new Origin("gone", "http", "", "", "", true),
            new Origin("two", "https", "https://two.example", "", "", true),
            new Origin("one", "http", "http://one.example", "", "", true));
  }

  @Test
  void whatIsNoArchiveIsRefused() {
    isRefused("[]", "it has no log.entries");
    isRefused("{'log': {}}", "it has no log.entries");
    isRefused("{'log': {'entries': 7}}", "it has no log.entries");
    isRefused("{'log': {'entries': {}}}", "it has no log.entries");
    isRefused("{'log': {'entries': [7]}}", "entry 1 has no request");
    isRefused("{'log': {'entries': [{'request': {}}, {}]}}", "entry 2 has no request");
    isRefused(
        "{'log': {'entries': [{'request': {}}, {'request': {'postData': {"
            + "'text': 'A', 'encoding': 'base64'}}}]}}",
        "");
  }

  @Test
  void emptyArchiveHoldsNothing() {
    assertThat(imported("{'log': {'entries': []}}", "")).isZero();
  }
}
