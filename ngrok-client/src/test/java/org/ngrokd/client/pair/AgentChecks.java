package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What has to be seen for a row of docs/agent.md that says "works". */
final class AgentChecks {
  /** Looks at what a row has opened. */
  @FunctionalInterface
  interface Check {
    void see(AgentVisit visit) throws Exception;
  }

  private record Rule(Predicate<String> isFor, Check check) {}

  private static final List<Rule> RULES = rules();

  private AgentChecks() {}

  private static List<Rule> rules() {
    List<Rule> all = new ArrayList<>();
    rule(all, "basic.auth|-auth ", AgentChecks::passwords);
    rule(all, "compression", AgentChecks::compressed);
    rule(all, "circuit.breaker", AgentChecks::broken);
    rule(all, "(ua|user_agent).filter", AgentChecks::userAgents);
    rule(all, "cidr.allow|cidr.deny|allow_cidrs", v -> assertThat(v.status("/")).isEqualTo(403));
    rule(all, "host.header.rewrite", v -> seen(v, "host: [127.0.0.1:" + v.place().http.port()));
    rule(all, "host.header.preserve", v -> seen(v, "host: [shop.localhost"));
    rule(all, "request.header.*add", v -> seen(v, "x-team: [blue]"));
    rule(
        all,
        "request.header.*remove",
        v -> assertThat(v.get("/", "X-Secret: 1")).doesNotContain("x-secret"));
    rule(
        all,
        "response.header.*add",
        v -> assertThat(v.get("/")).containsIgnoringCase("x-team: blue"));
    rule(
        all,
        "response.header.*remove",
        v -> assertThat(v.get("/")).doesNotContainIgnoringCase("x-of-service"));
    rule(all, "shop.example.com", v -> assertThat(v.run().urls()).allMatch(AgentChecks::isShop));
    rule(
        all,
        "^(?!.*--scheme http --).*(--scheme |schemes: \\[)https($|\\])|bind.tls[ :=]+true|url:?"
            + " \"?https:",
        v -> assertThat(v.url("http://")).isEmpty());
    rule(
        all,
        "(--scheme |schemes: \\[)http($|\\])|bind.tls[ :=]+false|(?<!upstream: \\{)url:? \"?http:",
        v -> assertThat(v.url("https://")).isEmpty());
    rule(all, "2222", v -> assertThat(v.url("tcp://")).endsWith(v.place().here(":2222")));
    rule(all, "metadata", v -> assertThat(v.asked("/api/endpoints")).contains("made-by-me"));
    rule(all, "description", v -> assertThat(v.asked("/api/endpoints")).contains("our shop"));
    rule(
        all,
        "-name shop|[{ ]name: shop",
        v -> assertThat(v.asked("/api/tunnels")).contains("\"shop\""));
    rule(all, "file:///", v -> assertThat(v.get("/")).contains("a page of a directory"));
    rule(all, "site.crt", AgentTls::endsHere);
    rule(all, "mutual.tls.cas", AgentTls::asksForCertificates);
    rule(all, "(upstream.protocol|app.protocol|protocol:).*http2", AgentUpstream::speaksHttp2);
    rule(all, "(proxy.proto|proxy_protocol).*1", v -> AgentUpstream.tellsVisitor(v, "PROXY TCP4 "));
    rule(
        all,
        "(proxy.proto|proxy_protocol).*2",
        v -> AgentUpstream.tellsVisitor(v, "\r\n\r\n\0\r\nQUIT"));
    rule(all, "websocket.tcp.converter", AgentUpstream::takesWebSockets);
    rule(all, "pooling.enabled", AgentChecks::shared);
    rule(
        all,
        "inspect[=: ]+false",
        v -> assertThat(afterVisit(v)).doesNotContain("\"uri\":\"/seen"));
    rule(all, "inspect[=: ]+true", v -> assertThat(afterVisit(v)).contains("/seen"));
    return all;
  }

  private static void rule(List<Rule> all, String pattern, Check check) {
    Pattern form = Pattern.compile(pattern);
    all.add(new Rule(typed -> form.matcher(typed).find(), check));
  }

  /** Looks at all that the row says, or whether a visitor gets to the service at all. */
  static void see(AgentRow row, AgentVisit visit) throws Exception {
    assertThat(visit.run().urls()).isNotEmpty();
    List<Rule> mine = RULES.stream().filter(rule -> rule.isFor().test(row.typed())).toList();
    for (Rule rule : mine) {
      rule.check().see(visit);
    }
    boolean isPlain =
        mine.isEmpty() || (mine.size() == 1 && row.typed().contains("shop.example.com"));
    if (isPlain && !visit.url("tcp://").isEmpty()) {
      assertThat(visit.echoed("hello")).isEqualTo("hello");
    } else if (isPlain
        && !visit.web().isEmpty()
        && !row.typed().contains("ngrok tls")
        && !row.typed().contains("proto: tls")) {
      assertThat(visit.get("/")).contains("200 OK", "the service saw");
    }
  }

  private static boolean isShop(String url) {
    return url.contains("://shop.localhost") || url.startsWith("tcp://");
  }

  private static void seen(AgentVisit visit, String text) throws Exception {
    assertThat(visit.get("/")).contains(text);
  }

  private static void passwords(AgentVisit visit) throws Exception {
    assertThat(visit.status("/")).isEqualTo(401);
    assertThat(visit.status("/", AgentVisit.basic("ann:secret-of-ann"))).isEqualTo(200);
    assertThat(visit.status("/", AgentVisit.basic("ann:other"))).isEqualTo(401);
    if (visit.run().process().info().commandLine().orElse("").contains("bob")) {
      assertThat(visit.status("/", AgentVisit.basic("bob:secret-of-bob"))).isEqualTo(200);
    }
  }

  private static void compressed(AgentVisit visit) throws Exception {
    assertThat(visit.get("/", "Accept-Encoding: gzip"))
        .containsIgnoringCase("content-encoding: gzip")
        .containsIgnoringCase("vary: ");
    assertThat(visit.get("/")).doesNotContainIgnoringCase("content-encoding");
  }

  private static void broken(AgentVisit visit) {
    await().atMost(AgentRun.PATIENCE).until(() -> visit.status("/fail") == 503);
  }

  private static void userAgents(AgentVisit visit) throws Exception {
    assertThat(visit.status("/", "User-Agent: curl/8")).isEqualTo(403);
    assertThat(visit.status("/", "User-Agent: Mozilla/5.0 Firefox")).isEqualTo(200);
  }

  /** Another client gets the same name, which nobody else would. */
  private static void shared(AgentVisit visit) throws Exception {
    List<String> same =
        List.of(
            "http",
            Integer.toString(visit.place().http.port()),
            "--url",
            "http://shop.localhost",
            "--pooling-enabled",
            "--log=stdout",
            "--config=base.cfg");
    try (AgentRun second = visit.place().run(same, java.util.Map.of())) {
      assertThat(second.urls()).allMatch(AgentChecks::isShop);
      for (int i = 0; i < 4; i++) {
        assertThat(visit.status("/")).isEqualTo(200);
      }
    }
  }

  private static String afterVisit(AgentVisit visit) throws Exception {
    assertThat(visit.status("/seen")).isEqualTo(200);
    return visit.asked("/api/requests/http");
  }
}
