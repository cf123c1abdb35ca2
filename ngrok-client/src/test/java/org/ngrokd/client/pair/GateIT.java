package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.Visitor;

/** Requests that a client answers itself, since they are not let in. */
class GateIT {
  private static final String REQUEST = "GET /a HTTP/1.1\r\nHost: web.localhost\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final String FAILED = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";

  private final Pair pair = Pair.start();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String reply = OK;
  private final LocalService service =
      LocalService.with(
          connection -> {
            connections.incrementAndGet();
            while (true) {
              LocalService.head(connection.getInputStream());
              requests.incrementAndGet();
              connection.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            }
          });

  @AfterEach
  void stop() throws IOException {
    service.close();
    pair.close();
  }

  private RuledTunnel agents(List<String> allow, List<String> deny) {
    return RuledTunnel.with(
        pair, service.address(), TrafficRules.NONE.withUserAgents(new UserAgents(allow, deny)));
  }

  private static String askAs(RuledTunnel tunnel, String agent) throws IOException {
    try (Visitor visitor = tunnel.visitor()) {
      String line = agent.isEmpty() ? "" : "User-Agent: " + agent + "\r\n";
      return visitor.send(REQUEST + line + "Connection: close\r\n\r\n").readToEnd();
    }
  }

  @Test
  void programsThatAreDeniedGetA403AndTheServiceHearsNothingOfThem() throws Exception {
    try (RuledTunnel tunnel = agents(List.of(), List.of("(?i)badbot/", "^$"))) {
      assertThat(askAs(tunnel, "Mozilla/5.0 (BADBOT/2.1)"))
          .startsWith("HTTP/1.0 403 Forbidden\r\n")
          .contains("its User-Agent is not allowed");
      assertThat(askAs(tunnel, "")).startsWith("HTTP/1.0 403 ");
      assertThat(connections).hasValue(0);

      assertThat(askAs(tunnel, "curl/8.9")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void whereSomeAreAllowedNobodyElseIsAndAllowedOnesAreNotDenied() throws Exception {
    try (RuledTunnel tunnel = agents(List.of("^curl/"), List.of("curl/8"))) {
      assertThat(askAs(tunnel, "curl/8.9")).startsWith("HTTP/1.1 200 OK");
      assertThat(askAs(tunnel, "wget/1")).startsWith("HTTP/1.0 403 ");
      assertThat(askAs(tunnel, "")).startsWith("HTTP/1.0 403 ");
    }
  }

  /** Requests of one connection may come through another server, for several programs. */
  @Test
  void eachRequestOfAConnectionIsJudgedAndEarlierOnesGetTheirReplies() throws Exception {
    try (RuledTunnel tunnel = agents(List.of(), List.of("bot"));
        Visitor visitor = tunnel.visitor()) {
      visitor
          .send(REQUEST + "User-Agent: curl\r\n\r\n")
          .expect("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
      String rest =
          visitor
              .send(
                  REQUEST
                      + "User-Agent: curl\r\n\r\n"
                      + REQUEST.replace("GET", "POST")
                      + "User-Agent: bot\r\nContent-Length: 3\r\n\r\nabc"
                      + REQUEST
                      + "\r\n")
              .readToEnd();

      assertThat(rest).startsWith(OK + "HTTP/1.0 403 Forbidden\r\n");
      assertThat(rest.split("HTTP/1", -1)).hasSize(3);
      assertThat(requests).hasValue(2);
    }
  }

  /** With a backtracking matcher this is not over in a lifetime. */
  @Test
  void expressionThatIsHardElsewhereCostsNothing() throws Exception {
    try (RuledTunnel tunnel = agents(List.of(), List.of("(a+)+(a+)+(a+)+$"))) {
      assertThat(askAs(tunnel, "a".repeat(2000) + "!")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void expressionThatIsNoneIsToldWhenTheTunnelIsMade() {
    assertThatThrownBy(() -> agents(List.of("(curl"), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("'(curl' is no regular expression");
  }

  @Test
  void serviceThatFailsIsLeftAloneForAWhile() throws Exception {
    reply = FAILED;
    try (RuledTunnel tunnel =
        RuledTunnel.with(pair, service.address(), TrafficRules.NONE.withBreaker(0.5))) {
      for (int i = 0; i < 10; i++) {
        assertThat(askAs(tunnel, "x")).startsWith("HTTP/1.1 500 Oh");
      }
      int before = connections.get();
      reply = OK;

      assertThat(askAs(tunnel, "x"))
          .startsWith("HTTP/1.0 503 Service Unavailable\r\nRetry-After: ")
          .contains("left alone for a while");
      assertThat(connections).hasValue(before);
    }
  }

  @Test
  void serviceThatIsNotThereFailsToo() throws Exception {
    try (RuledTunnel tunnel =
        RuledTunnel.with(pair, LocalService.nobody(), TrafficRules.NONE.withBreaker(1))) {
      for (int i = 0; i < 10; i++) {
        assertThat(askAs(tunnel, "x")).startsWith("HTTP/1.0 502 Bad Gateway");
      }

      assertThat(askAs(tunnel, "x"))
          .startsWith("HTTP/1.0 503 Service Unavailable\r\nRetry-After: ");
    }
  }

  /** Its neighbours are served as ever. */
  @Test
  void eachServiceOfATunnelWithPathsIsJudgedByItself() throws Exception {
    Upstream paths =
        Upstream.PLAIN.withPaths(
            PathForwards.NONE.with(PathForward.parse("/api=" + LocalService.nobody())));
    HttpRules rules = HttpRules.NONE.withTraffic(TrafficRules.NONE.withBreaker(0.5));
    try (RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), rules, paths)) {
      for (int i = 0; i < 10; i++) {
        assertThat(ask(tunnel, "/api")).startsWith("HTTP/1.0 502 ");
      }

      assertThat(ask(tunnel, "/api")).startsWith("HTTP/1.0 503 ");
      assertThat(ask(tunnel, "/other")).startsWith("HTTP/1.1 200 OK");
    }
  }

  private static String ask(RuledTunnel tunnel, String path) throws IOException {
    try (Visitor visitor = tunnel.visitor()) {
      return visitor
          .send(REQUEST.replace("/a ", path + " ") + "Connection: close\r\n\r\n")
          .readToEnd();
    }
  }

  @Test
  void visitorsWhoLeaveOrAskForWhatIsNotThereAreNoFailuresOfTheService() throws Exception {
    reply = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";
    try (RuledTunnel tunnel =
        RuledTunnel.with(pair, service.address(), TrafficRules.NONE.withBreaker(0.1))) {
      for (int i = 0; i < 12; i++) {
        try (Visitor visitor = tunnel.visitor()) {
          visitor.send(REQUEST.replace("/a", "/b") + "Content-Length: 5\r\n\r\n").read(12);
        }
      }
      assertThat(askAs(tunnel, "x")).startsWith("HTTP/1.1 404");
    }
  }
}
