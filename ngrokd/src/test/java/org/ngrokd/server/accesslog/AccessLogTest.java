package org.ngrokd.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.accesslog.AccessLogOptions.Format;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.testing.NamedHolder;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionId;
import org.ngrokd.streams.net.ConnectionType;

class AccessLogTest {
  private static final String VISITOR = "203.0.113.7:5000";
  private static final InetSocketAddress PEER = new InetSocketAddress("203.0.113.7", 5000);
  private static final ConnectionId ID = new ConnectionId(ConnectionType.PUB, 0x15dd7522);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2015-03-13T09:55:46.123Z"), ZoneOffset.UTC);

  private final AtomicLong micros = new AtomicLong();
  private final ScriptedOutput output = new ScriptedOutput();
  private AccessLog log = log(Format.JSON, false);

  @AfterEach
  void stop() {
    output.gate.countDown();
    log.close();
  }

  private AccessLog log(Format format, boolean withQuery) {
    return AccessLog.start(
        new AccessLogOptions("test", format, withQuery, Rotation.NONE),
        CLOCK,
        () -> micros.get() * 1000,
        output);
  }

  private void use(Format format, boolean withQuery) {
    log.close();
    log = log(format, withQuery);
  }

  private Visit visit(TunnelProtocol listener) {
    return log.opened(listener, PEER, ID);
  }

  private static RequestHead head(String line, String... headers) throws Exception {
    String all = line + "\r\nHost: www.example.com\r\n" + String.join("", headers) + "\r\n";
    return RequestHead.parse(all.getBytes(StandardCharsets.ISO_8859_1), 100);
  }

  private static Tunnel tunnel(TunnelProtocol protocol, String authority) {
    return new Tunnel(
        new Claim(new PublicUrl(protocol, authority), new NamedHolder("ada", "c0ffee"), 1),
        TunnelRules.OPEN,
        (tunnel, visitor, loop) -> loop.newFailedFuture(new IllegalStateException("as in a test")),
        Tunnel.Release.NOTHING);
  }

  private void served(Visit visit, RequestHead head) {
    visit.asked(head, VISITOR);
    visit.judged(tunnel(TunnelProtocol.HTTP, "www.example.com"));
    micros.addAndGet(1_500);
    visit.joined();
    micros.addAndGet(2_500_000);
    visit.answered(200);
    micros.addAndGet(1);
    visit.requestEnded(100, 2000, Outcome.FINISHED);
  }

  @Test
  void aRequestIsAnObjectWithOpenTelemetrysNames() throws Exception {
    Visit visit = visit(TunnelProtocol.HTTPS);
    visit.secured("TLSv1.3", "TLS_AES_128_GCM_SHA256");
    served(
        visit,
        head(
            "GET /a/b?token=secret HTTP/1.1",
            "User-Agent: curl/8\r\n",
            "Referer: https://example.org/\r\n"));

    assertThat(output.next())
        .isEqualTo(
            "{\"time\":\"2015-03-13T09:55:46.123Z\",\"ngrokd.connection\":\"pub:15dd7522\","
                + "\"client.address\":\"203.0.113.7\",\"client.port\":5000,"
                + "\"url.scheme\":\"https\",\"http.request.method\":\"GET\",\"url.path\":\"/a/b\","
                + "\"server.address\":\"www.example.com\","
                + "\"network.protocol.name\":\"http\",\"network.protocol.version\":\"1.1\","
                + "\"user_agent.original\":\"curl/8\","
                + "\"http.request.header.referer\":[\"https://example.org/\"],"
                + "\"http.request.size\":100,\"http.response.size\":2000,"
                + "\"tls.protocol.name\":\"tls\",\"tls.protocol.version\":\"1.3\","
                + "\"tls.cipher\":\"TLS_AES_128_GCM_SHA256\","
                + "\"ngrokd.tunnel\":\"http://www.example.com\",\"ngrokd.account\":\"ada\","
                + "\"ngrokd.client\":\"c0ffee\","
                + "\"http.response.status_code\":200,\"ngrokd.answered_by\":\"service\","
                + "\"ngrokd.duration.client\":0.001500,\"ngrokd.duration.first_byte\":2.501500,"
                + "\"ngrokd.duration.total\":2.501501,\"ngrokd.outcome\":\"finished\"}");
  }

  @Test
  void theQueryIsThereWhenItIsAskedFor() throws Exception {
    use(Format.JSON, true);
    served(visit(TunnelProtocol.HTTP), head("GET /a?b=c?d HTTP/1.1"));

    assertThat(output.next()).contains("\"url.path\":\"/a\",\"url.query\":\"b=c?d\"");
  }

  @Test
  void requestsOfOneConnectionHaveEachTheirOwnEntry() throws Exception {
    Visit visit = visit(TunnelProtocol.HTTP);
    served(visit, head("GET /1 HTTP/1.1"));
    visit.asked(head("GET /2 HTTP/1.1"), VISITOR);
    visit.refused(Refusal.NO_TUNNEL, 404);
    visit.requestEnded(10, 20, Outcome.FINISHED);
    visit.ended(110, 2020, Outcome.FINISHED);

    assertThat(output.next()).contains("\"url.path\":\"/1\"", "\"ngrokd.answered_by\":\"service\"");
    assertThat(output.next())
        .contains(
            "\"url.path\":\"/2\"",
            "\"http.response.status_code\":404,\"ngrokd.answered_by\":\"edge\","
                + "\"ngrokd.rule\":\"no_tunnel\"")
        .doesNotContain("ngrokd.tunnel", "ngrokd.duration.client");
    log.close();
    assertThat(output.lines).isEmpty();
  }

  @Test
  void aReplyThatIsCutStaysTheServicesAndTellsTheRule() throws Exception {
    Visit visit = visit(TunnelProtocol.HTTP);
    visit.asked(head("GET / HTTP/1.1"), VISITOR);
    visit.judged(tunnel(TunnelProtocol.HTTP, "www.example.com"));
    visit.joined();
    visit.answered(200);
    visit.refused(Refusal.MEMORY, 0);
    visit.requestEnded(10, 20, Outcome.CUT);

    assertThat(output.next())
        .contains(
            "\"http.response.status_code\":200,\"ngrokd.answered_by\":\"service\","
                + "\"ngrokd.rule\":\"memory\"",
            "\"ngrokd.outcome\":\"cut\"");
  }

  @Test
  void aHeadThatCannotBeReadIsAnEntryWithoutAPath() throws Exception {
    Visit visit = visit(TunnelProtocol.HTTP);
    served(visit, head("GET /1 HTTP/1.1"));
    visit.refused(Refusal.BAD_REQUEST, 400);
    visit.ended(150, 2100, Outcome.FINISHED);

    output.next();
    assertThat(output.next())
        .contains("\"http.response.status_code\":400", "\"ngrokd.rule\":\"bad_request\"")
        .doesNotContain("url.path");
  }

  @Test
  void whoAsksNothingLeavesNoEntry() throws Exception {
    visit(TunnelProtocol.HTTP).ended(0, 0, Outcome.FINISHED);
    log.close();

    assertThat(output.lines).isEmpty();
  }

  @Test
  void aConnectionOfATcpTunnelIsAnEntry() throws Exception {
    Visit visit = visit(TunnelProtocol.TCP);
    visit.judged(tunnel(TunnelProtocol.TCP, "example.com:2222"));
    visit.joined();
    visit.ended(7, 8, Outcome.VISITOR_LEFT);

    assertThat(output.next())
        .contains(
            "\"network.transport\":\"tcp\",\"ngrokd.received\":7,\"ngrokd.sent\":8,"
                + "\"ngrokd.tunnel\":\"tcp://example.com:2222\"",
            "\"ngrokd.outcome\":\"visitor_left\"")
        .doesNotContain("http.", "url.");
  }

  @Test
  void aConnectionOfATlsTunnelIsAnEntry() throws Exception {
    Visit visit = visit(TunnelProtocol.HTTPS);
    visit.judged(tunnel(TunnelProtocol.TLS, "nas.example.com"));
    visit.joined();
    visit.ended(7, 8, Outcome.FINISHED);

    assertThat(output.next()).contains("\"ngrokd.tunnel\":\"tls://nas.example.com\"");
  }

  @Test
  void combinedIsAsApacheWritesIt() throws Exception {
    use(Format.COMBINED, true);
    served(
        visit(TunnelProtocol.HTTP),
        head("GET /a?b HTTP/1.0", "User-Agent: curl/8\r\n", "Referer: https://e.org/\r\n"));
    Visit tcp = visit(TunnelProtocol.TCP);
    tcp.judged(tunnel(TunnelProtocol.TCP, "example.com:2222"));
    tcp.joined();
    tcp.ended(7, 8, Outcome.FINISHED);

    String who = "203.0.113.7 - - [13/Mar/2015:09:55:46 +0000] ";
    assertThat(output.next())
        .isEqualTo(who + "\"GET /a?b HTTP/1.0\" 200 2000 \"https://e.org/\" \"curl/8\"");
    assertThat(output.next())
        .isEqualTo(who + "\"CONNECT example.com:2222 HTTP/1.1\" 200 8 \"-\" \"-\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"", "\\", "\\\"", "\u0085", "\u00e9", "\u009b31m", "\t", "\" 200 1 \"-\" \"-\""})
  void nothingThatAVisitorSendsEndsAFieldOrALine(String attack) throws Exception {
    use(Format.COMBINED, true);
    served(visit(TunnelProtocol.HTTP), head("GET / HTTP/1.1", "User-Agent: a" + attack + "b\r\n"));

    String line = output.next();
    assertThat(line).matches("[ -~]+");
    String agent = line.substring(line.indexOf("\"-\" \"") + 4);
    assertThat(agent).matches("\"(?:[^\"\\\\]|\\\\[\"\\\\]|\\\\x[0-9a-f]{2})*\"");
    assertThat(output.lines).isEmpty();
  }

  @Test
  void jsonHoldsNothingThatSteersATerminal() throws Exception {
    served(
        visit(TunnelProtocol.HTTP),
        head("GET / HTTP/1.1", "User-Agent: \u009b31m\"}\r\n", "Referer: \u0085\r\n"));

    assertThat(output.next())
        .contains("\"user_agent.original\":\"\\\\x9b31m\\\"}\"", "[\"\\\\x85\"]");
  }

  @Test
  void ofTheServersOwnPagesNothingThatLetsSomebodyInIsWritten() throws Exception {
    use(Format.JSON, true);
    Visit visit = visit(TunnelProtocol.HTTPS);
    visit.asked(head("GET /-/link/abcdef?code=x HTTP/1.1"), VISITOR);
    visit.judged(
        new Tunnel(
            new PublicUrl(TunnelProtocol.HTTPS, "www.example.com"),
            TunnelRules.OPEN,
            (tunnel, visitor, loop) -> loop.newFailedFuture(new IllegalStateException("a test")),
            Tunnel.Release.NOTHING));
    visit.requestEnded(1, 2, Outcome.FINISHED);

    assertThat(output.next())
        .contains("\"url.path\":\"/-/link/...\"")
        .doesNotContain("abc", "code=x");
  }

  @Test
  void longTextsAreCut() throws Exception {
    served(
        visit(TunnelProtocol.HTTP),
        head("GET /" + "x".repeat(9000) + " HTTP/1.1", "User-Agent: " + "y".repeat(9000) + "\r\n"));

    assertThat(output.next().length()).isBetween(5000, 6000);
  }

  @Test
  void whoCannotWriteGoesOnAndCountsWhatIsMissing() throws Exception {
    output.fails = true;
    served(visit(TunnelProtocol.HTTP), head("GET /1 HTTP/1.1"));
    await().until(() -> log.dropped() == 1);

    output.fails = false;
    served(visit(TunnelProtocol.HTTP), head("GET /2 HTTP/1.1"));

    assertThat(output.next()).contains("\"/2\"");
    assertThat(log.dropped()).isEqualTo(1);
    await().until(() -> log.written() == 1);
  }

  @Test
  void whoIsSlowToWriteLosesEntriesAndHoldsNobodyUp() throws Exception {
    output.gate = new CountDownLatch(1);
    RequestHead head = head("GET /" + "x".repeat(4000) + " HTTP/1.1");
    Visit visit = visit(TunnelProtocol.HTTP);
    for (int i = 0; log.dropped() == 0 && i < 1_000_000; i++) {
      served(visit, head);
    }

    assertThat(log.dropped()).isPositive();
    assertThat(output.lines).isEmpty();
  }

  @Test
  void itIsOpenedAgainWhenThatIsAskedFor() throws Exception {
    log.reopen();

    assertThat(output.nextEvent()).isEqualTo("reopen");
  }

  @Test
  void whatWaitsAtTheEndIsWritten() throws Exception {
    served(visit(TunnelProtocol.HTTP), head("GET /last HTTP/1.1"));
    log.close();

    assertThat(output.lines).hasSize(1);
    assertThat(output.events).endsWith("close");
  }
}
