package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.testing.OwnPostgres;

/** The dashboard of one server of a cluster shows what is at all of them. */
class ClusterDashboardIT {
  private OwnPostgres postgres;
  private ClusterScene scene;
  private ClusterScene.Node one;
  private ClusterScene.Node other;
  private String admin = "";
  private String member = "";

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Optional<OwnPostgres> started = OwnPostgres.start();
    assumeTrue(started.isPresent(), "PostgreSQL is not installed");
    postgres = started.get();
    TeamsOptions.Database database =
        new TeamsOptions.Database(Optional.of(postgres.url()), OwnPostgres.USER, "");
    String token = ClusterScene.newToken(database);
    admin = ClusterScene.newToken(database, "root", Role.ADMIN, "read", "tunnels", "admin");
    member = ClusterScene.newToken(database, "bob", Role.MEMBER, "read", "tunnels");
    scene = ClusterScene.by(database, token, directory);
    one = scene.node();
    other = scene.node();
  }

  @AfterEach
  void end() {
    scene.close();
    postgres.close();
  }

  private static String ask(ClusterScene.Node node, String request, String token)
      throws IOException {
    InetSocketAddress at = node.at("https");
    try (SSLSocket secure =
            (SSLSocket)
                TestCertificates.trustAllContext()
                    .getSocketFactory()
                    .createSocket(
                        new Socket(at.getAddress(), at.getPort()), TestServer.DOMAIN, 443, true);
        Visitor visitor = Visitor.on(secure)) {
      visitor.send(
          "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(request, TestServer.DOMAIN, token));
      return new String(visitor.in().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<JsonValue> items(ClusterScene.Node node, String path, String token)
      throws IOException {
    String reply = ask(node, "GET /api/v1/" + path, token);
    assertThat(reply).startsWith("HTTP/1.1 200");
    String body = reply.substring(reply.indexOf("\r\n\r\n") + 4);
    return Json.read(body.getBytes(StandardCharsets.UTF_8)).get("items").elements();
  }

  private static List<String> texts(List<JsonValue> items, String field) {
    return items.stream().map(each -> each.get(field).text().orElse("")).toList();
  }

  @Test
  void dashboardOfEachServerShowsAllAndClosesThemWhereTheyAre() throws Exception {
    OldSession here = one.client("");
    here.tunnel("http", "ada-here", 0);
    OldSession there = other.client("");
    there.tunnel("http", "ada-there", 0);

    for (ClusterScene.Node node : List.of(one, other)) {
      List<JsonValue> tunnels = items(node, "tunnels?scope=all", admin);
      assertThat(texts(tunnels, "url"))
          .hasSize(2)
          .anyMatch(url -> url.contains("//ada-here."))
          .anyMatch(url -> url.contains("//ada-there."));
      assertThat(texts(tunnels, "node")).doesNotHaveDuplicates().doesNotContain("");
      assertThat(items(node, "clients?scope=all", admin)).hasSize(2);
      assertThat(items(node, "tunnels?scope=all&limit=1", admin)).hasSize(1);
      assertThat(items(node, "tunnels", member)).isEmpty();
      assertThat(texts(items(node, "people?q=ada", admin), "tunnels")).containsExactly("2");
    }
    String id = texts(items(one, "tunnels?scope=all&q=ada-there", admin), "id").get(0);
    assertThat(ask(one, "DELETE /api/v1/tunnels/" + id, member)).startsWith("HTTP/1.1 404");
    assertThat(ask(one, "DELETE /api/v1/tunnels/" + id, admin)).startsWith("HTTP/1.1 204");
    await().untilAsserted(() -> assertThat(items(other, "tunnels?scope=all", admin)).hasSize(1));
    String client = texts(items(other, "clients?scope=all", admin), "id").get(0);
    assertThat(ask(one, "DELETE /api/v1/clients/" + client, admin)).startsWith("HTTP/1.1 204");
    assertThat(ask(other, "DELETE /api/v1/clients/" + client, admin)).startsWith("HTTP/1.1 404");
    assertThat(here.clientId()).isNotEqualTo(there.clientId());
  }
}
