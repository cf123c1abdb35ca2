package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.TeamServer.Reply;

/** What the API answers, to whom. All of it on one server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TeamsApiIT {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private TeamServer team;
  private String alice;
  private String bob;

  @BeforeAll
  void start(@TempDir Path state) {
    team = TeamServer.start(state);
    alice = team.cookie("alice");
    bob = team.cookie("bob");
  }

  @AfterAll
  void stop() {
    team.close();
  }

  private OldSession online(String name) throws IOException {
    return team.online(name);
  }

  @Test
  void strangerIsTurnedAway() throws Exception {
    Reply reply = team.ask("GET /api/v1/me");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("signed-out");
    assertThat(team.ask("GET /api/v1/me", "Cookie: __Host-ngrokd=made-up").status()).isEqualTo(401);
    assertThat(team.ask("GET /api/v1/me", TeamServer.bearer("made-up")).status()).isEqualTo(401);
  }

  @Test
  void whoIsSignedInIsToldWhatTheyNeed() throws Exception {
    JsonValue me = team.ask("GET /api/v1/me", bob).json();

    assertThat(me.get("account").get("subdomain").text()).contains("bob");
    assertThat(me.get("url").text())
        .contains("https://bob.team.localhost:" + team.server().port("https"));
    assertThat(me.get("server").get("tunnelAddr").text())
        .contains("team.localhost:" + team.server().port("tunnel"));
    assertThat(me.get("server").get("caPin").text().orElse("")).matches("[0-9a-zA-Z:+/=]{40,}");
  }

  @Test
  void changeOfAnotherPageIsRefused() throws Exception {
    String body = "{\"kind\":\"subdomain\",\"name\":\"stolen\"}";

    assertThat(team.send("POST /api/v1/names", body, bob).code()).isEqualTo("csrf");
    assertThat(team.send("POST /api/v1/names", body, bob, "Origin: https://evil.example").status())
        .isEqualTo(403);
    assertThat(team.ask("GET /api/v1/me", bob, "Sec-Fetch-Site: cross-site").status())
        .isEqualTo(403);
  }

  @Test
  void memberIsNoAdmin() throws Exception {
    String path = "/api/v1/people/" + team.account("carol").id();

    assertThat(team.ask("GET /api/v1/people", bob).code()).isEqualTo("forbidden");
    assertThat(team.ask("GET /api/v1/audit.jsonl", bob).code()).isEqualTo("forbidden");
    assertThat(team.ask("GET /api/v1/tunnels?scope=all", bob).code()).isEqualTo("forbidden");
    assertThat(team.change("DELETE " + path, "", bob).code()).isEqualTo("forbidden");
  }

  @Test
  void tokenIsForItsScopesOnly() throws Exception {
    String reading = TeamServer.bearer(team.token("alice", "read"));
    String names = TeamServer.bearer(team.token("alice", "tunnels"));
    String body = "{\"kind\":\"subdomain\",\"name\":\"scoped\"}";

    assertThat(team.ask("GET /api/v1/names", reading).status()).isEqualTo(200);
    assertThat(team.send("POST /api/v1/names", body, reading).code()).isEqualTo("forbidden");
    assertThat(team.ask("GET /api/v1/people", reading).code()).isEqualTo("forbidden");
    assertThat(team.ask("GET /api/v1/tunnels?scope=all", reading).code()).isEqualTo("forbidden");
    assertThat(team.send("POST /api/v1/names", body, names).status()).isEqualTo(200);
    assertThat(team.ask("GET /api/v1/names", names).code()).isEqualTo("forbidden");
    assertThat(team.ask("GET /api/v1/me", TeamServer.bearer(team.token("alice"))).status())
        .isEqualTo(401); // it opens tunnels
  }

  @Test
  void keysAreAddedByWhoMayDoEverythingAndTheirFaultsAreTold() throws Exception {
    String body = "{\"text\":\"%s\",\"label\":\"%s\"}";

    assertThat(
            team.send(
                    "POST /api/v1/keys",
                    body.formatted(KEY, ""),
                    TeamServer.bearer(team.token("bob", "tunnels")))
                .code())
        .isEqualTo("forbidden");
    assertThat(team.change("POST /api/v1/keys", body.formatted("hello", ""), bob).text())
        .contains("key.bad", "Line 1: this is no public key");
    JsonValue added =
        team.change("POST /api/v1/keys", body.formatted(KEY, "laptop"), bob)
            .json()
            .get("items")
            .elements()
            .get(0);
    assertThat(added.get("fingerprint").text().orElse("")).startsWith("SHA256:");
    assertThat(added.get("label").text()).contains("laptop");
    String path = "DELETE /api/v1/keys/" + added.get("id").text().orElseThrow();

    assertThat(team.change(path, "", alice).status()).isEqualTo(404);
    assertThat(team.change(path, "", bob).status()).isEqualTo(204);
    assertThat(team.ids("/api/v1/keys", bob)).isEmpty();
  }

  @Test
  void whoAsksTooOftenIsToldToWait() throws Exception {
    String carol = TeamServer.bearer(team.token("carol", "read"));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      many.append("GET /api/v1/me HTTP/1.1\r\nHost: team.localhost\r\n" + carol + "\r\n\r\n");
    }
    many.append("GET /api/v1/me HTTP/1.1\r\nHost: team.localhost\r\nConnection: close\r\n\r\n");

    try (Visitor visitor = team.server().visitor()) {
      visitor.send(many.toString());
      assertThat(visitor.readToEnd()).contains("HTTP/1.1 429 ", "Retry-After: 1");
    }
    assertThat(team.ask("GET /api/v1/me", bob).status()).isEqualTo(200);
  }

  @Test
  void tunnelsAreCountedWhileTheyAreOpen() throws Exception {
    try (OldSession client = online("bob")) {
      String url = client.tunnel("http", "bob", 0);
      try (Visitor visitor = team.server().visitor();
          ScriptedPeer proxy = client.proxy()) {
        visitor.send("GET / HTTP/1.1\r\nHost: bob.team.localhost\r\nConnection: close\r\n\r\n");
        proxy.expectSplitMessage();
        proxy.socket().writeRecord("HTTP/1.1 204 No Content\r\n\r\n");
        visitor.readToEnd();
      }

      await().untilAsserted(() -> assertThat(bobsTunnel().get("requests").number()).contains(1L));
      JsonValue tunnel = bobsTunnel();
      assertThat(tunnel.get("url").text()).contains(url);
      assertThat(tunnel.get("bytesIn").number().orElse(0L)).isGreaterThan(40L);
      assertThat(tunnel.get("clientAddress").text().orElse("")).startsWith("127.0.0.1:");
      assertThat(team.ids("/api/v1/tunnels?scope=all&q=BOB.", alice)).hasSize(1);
      assertThat(team.ids("/api/v1/tunnels", alice)).isEmpty();
    }
  }

  private JsonValue bobsTunnel() throws IOException {
    return team.ask("GET /api/v1/tunnels", bob).json().get("items").elements().get(0);
  }

  @Test
  void everyAnswerIsAsTheDocumentSays() throws Exception {
    JsonValue document = team.ask("GET /api/v1/openapi.json").json();
    assertThat(document.get("openapi").text()).contains("3.1.0");
    Set<String> seen = new LinkedHashSet<>();

    try (OldSession client = online("alice")) {
      client.tunnel("http", "alice", 0);
      check(document, seen, "GET", "/me", "");
      check(document, seen, "GET", "/me/qr.svg?url=http://a", "");
      check(document, seen, "GET", "/names", "");
      check(document, seen, "POST", "/names", "{\"kind\":\"port\",\"name\":\"22222\"}");
      check(document, seen, "DELETE", "/names/port/22222", "");
      String token = check(document, seen, "POST", "/tokens", "{\"label\":\"a\"}");
      check(document, seen, "GET", "/tokens", "");
      check(document, seen, "DELETE", "/tokens/" + token, "");
      check(document, seen, "POST", "/keys", "{\"text\":\"" + KEY + " work\"}");
      check(document, seen, "GET", "/keys", "");
      String keyId = team.ids("/api/v1/keys", alice).get(0);
      check(document, seen, "DELETE", "/keys/" + keyId, "");
      team.cookie("alice");
      check(document, seen, "GET", "/sessions", "");
      check(document, seen, "DELETE", "/sessions/" + notOwnSession(), "");
      check(document, seen, "GET", "/people?limit=2", "");
      String person = check(document, seen, "POST", "/people", "{\"name\":\"Dave\"}");
      check(document, seen, "GET", "/people/" + person, "");
      check(document, seen, "PATCH", "/people/" + person, "{\"disabled\":true,\"limits\":\"\"}");
      check(document, seen, "DELETE", "/people/" + person, "");
      check(document, seen, "GET", "/audit?limit=3", "");
      check(document, seen, "GET", "/audit.jsonl", "");
      check(document, seen, "GET", "/settings", "");
      check(document, seen, "GET", "/tunnels?scope=all", "");
      String id = team.ids("/api/v1/tunnels?scope=all&q=alice.", alice).get(0);
      check(document, seen, "DELETE", "/tunnels/" + id, "");
    }
    try (OldSession client = online("alice")) {
      client.tunnel("http", "", 0);
      check(document, seen, "GET", "/clients?scope=all", "");
      check(document, seen, "DELETE", "/clients/" + team.ids("/api/v1/clients", alice).get(0), "");
    }
    check(document, seen, "DELETE", "/sessions", "");
    alice = team.cookie("alice");

    Set<String> all = new LinkedHashSet<>();
    for (String path : document.get("paths").keys()) {
      document.get("paths").get(path).keys().forEach(method -> all.add(method + " " + path));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
  }

  private String notOwnSession() throws IOException {
    return team.ask("GET /api/v1/sessions", alice).json().get("items").elements().stream()
        .filter(each -> each.get("current").text().orElse("").equals("false"))
        .map(each -> each.get("id").text().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  /** Asks, compares the answer with the document, and gives the id in it. */
  private String check(
      JsonValue document, Set<String> seen, String method, String path, String body)
      throws IOException {
    Reply reply = team.change(method + " /api/v1" + path, body, alice);
    String described = described(document, path.replaceFirst("\\?.*", ""));
    JsonValue operation = document.get("paths").get(described).get(method.toLowerCase(Locale.ROOT));
    seen.add(method.toLowerCase(Locale.ROOT) + " " + described);
    JsonValue as = operation.get("responses").get(Integer.toString(reply.status()));
    assertThat(as.isThere()).as(method + " " + path + ": " + reply.text()).isTrue();
    JsonValue content = as.get("content");
    if (!content.isThere()) {
      assertThat(reply.body()).isEmpty();
      return "";
    }
    String type = content.keys().get(0);
    assertThat(reply.head()).containsIgnoringCase("Content-Type: " + type);
    if (!type.equals("application/json")) {
      return "";
    }
    JsonValue schema = content.get(type).get("schema");
    assertThat(JsonSchemaCheck.problems(document, schema, reply.json()))
        .as(method + " " + path + ": " + reply.body())
        .isEmpty();
    return reply.json().get("id").text().orElse("");
  }

  /** The path of the document that is meant. */
  private static String described(JsonValue document, String path) {
    List<String> fitting =
        document.get("paths").keys().stream()
            .filter(each -> ("/api/v1" + path).matches(each.replaceAll("\\{[a-z]+}", "[^/]+")))
            .toList();
    return fitting.size() == 1 ? fitting.get(0) : "/api/v1" + path;
  }

  @Test
  void refusalIsToldAsTheDocumentSays() throws Exception {
    JsonValue document = team.ask("GET /api/v1/openapi.json").json();
    JsonValue schema = document.get("components").get("schemas").get("Refused");

    for (Reply reply :
        List.of(
            team.ask("GET /api/v1/me"),
            team.ask("GET /api/v1/nowhere", alice),
            team.ask("PUT /api/v1/me", alice),
            team.ask("GET /api/v1/people?limit=x", alice),
            team.change("POST /api/v1/names", "not JSON", alice),
            team.change("POST /api/v1/names", "{\"kind\":\"moon\"}", alice),
            team.change("POST /api/v1/names", "{\"kind\":\"subdomain\",\"name\":\"www\"}", alice),
            team.change("DELETE /api/v1/people/" + team.account("alice").id(), "", alice),
            team.change("DELETE /api/v1/tunnels/0", "", alice))) {
      assertThat(reply.status()).isBetween(400, 499);
      assertThat(JsonSchemaCheck.problems(document, schema, reply.json()))
          .as(reply.text())
          .isEmpty();
    }
  }

  @Test
  void whatWasDoneIsInTheAuditLogAndItsExport() throws Exception {
    team.change("POST /api/v1/names", "{\"kind\":\"port\",\"name\":\"23456\"}", bob);

    Reply page = team.ask("GET /api/v1/audit?limit=200", alice);
    Reply export = team.ask("GET /api/v1/audit.jsonl", alice);

    assertThat(page.body()).contains("name.reserved", "port 23456", "\"who\":\"bob\"", "127.0.0.1");
    assertThat(export.text()).contains("transfer-encoding: chunked", "port 23456");
  }

  @Test
  void settingsAreShownWithoutSecrets() throws Exception {
    assertThat(team.ask("GET /api/v1/settings", alice).body())
        .contains("\"domain\",\"value\":\"team.localhost\"", "sessions.idle");
  }
}
