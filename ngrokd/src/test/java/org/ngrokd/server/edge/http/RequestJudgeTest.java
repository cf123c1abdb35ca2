package org.ngrokd.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.edge.EdgePolicy.Forwarding;
import org.ngrokd.server.edge.Trace;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.NoEnd;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelFixtures;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.ActiveRelays;

@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class RequestJudgeTest {
  private static final TunnelRules OPEN = TunnelRules.OPEN;

  private final TunnelRegistry tunnels = new TunnelRegistry();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private CidrList trusted = CidrList.NONE;
  private boolean forwardedHeaders = true;
  private boolean redirect;
  private @Nullable Trace trace;

  /** What a test of exchanges needs of a verdict. */
  static Verdict.Pass passed(RequestHead head) {
    Tunnel tunnel = TunnelFixtures.tunnel(TunnelProtocol.HTTP, "a.test", OPEN);
    Sender sender = new Sender(null, "192.0.2.9:4711", false);
    return new Verdict.Pass(tunnel, sender, Unpooled.wrappedBuffer(head.bytes()), false);
  }

  private Verdict judge(String peer, RequestHead head) throws BadMessageException {
    PeerAddress.tell(channel, new InetSocketAddress(peer, 4711));
    EdgePolicy usual = EdgePolicy.DEFAULT;
    EdgePolicy policy =
        new EdgePolicy(
            usual.head(), usual.idle(), 0, new Forwarding(forwardedHeaders, trusted), redirect);
    EdgeContext context =
        new EdgeContext(
            tunnels, new ActiveRelays(), policy, new LimitCounters(), MemoryGuard.open());
    Visitor visitor = new Visitor(new NoEnd(), channel, TunnelProtocol.HTTP);
    RequestJudge judge = new RequestJudge(context, visitor);
    return judge.judge(head, judge.sender(head), trace, null);
  }

  private String sentOn(String peer, RequestHead head) throws BadMessageException {
    Verdict verdict = judge(peer, head);
    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    return ((Verdict.Pass) verdict).head().toString(StandardCharsets.ISO_8859_1);
  }

  private String answer(String peer, RequestHead head) throws BadMessageException {
    Verdict verdict = judge(peer, head);
    assertThat(verdict).isInstanceOf(Verdict.Answer.class);
    return ((Verdict.Answer) verdict).reply().bytes().toString(StandardCharsets.UTF_8);
  }

  @Test
  void visitorIsToldInHeadersThatComeLast() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);

    assertThat(sentOn("192.0.2.9", Requests.get("x-B:  2 ", "A: 1")))
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: a.test\r\nx-B:  2 \r\nA: 1\r\n"
                + "X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Host: a.test\r\nX-Forwarded-Port: 80\r\n\r\n");
  }

  @Test
  void whatIsTracedHereIsToldToTheServiceInPlaceOfWhatTheVisitorSent() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    forwardedHeaders = false;
    RequestHead head = Requests.get("TraceParent: 00-1", "A: 1", "traceparent: 2", "tracestate: x");

    trace = new Trace("00-ours", true);
    assertThat(sentOn("192.0.2.9", head))
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: a.test\r\nA: 1\r\ntracestate: x\r\n"
                + "traceparent: 00-ours\r\n\r\n");
    trace = new Trace("00-ours", false);
    assertThat(sentOn("192.0.2.9", head))
        .isEqualTo("GET / HTTP/1.1\r\nHost: a.test\r\nA: 1\r\ntraceparent: 00-ours\r\n\r\n");
    trace = null;
    assertThat(sentOn("192.0.2.9", head))
        .isEqualTo(new String(head.bytes(), StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({"::1, ::1", "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", "::ffff:192.0.2.9, 192.0.2.9"})
  void ipv6VisitorIsWrittenAsOthersWriteIt(String peer, String told) throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);

    assertThat(sentOn(peer, Requests.get())).contains("\r\nX-Forwarded-For: " + told + "\r\n");
  }

  @Test
  void tunnelThatWantsNoForwardedHeadersGetsNoneAtAll() throws Exception {
    TunnelFixtures.register(
        tunnels,
        TunnelProtocol.HTTP,
        "a.test",
        OPEN.withHeads(new TunnelSettings.Heads(true, TunnelSettings.Destination.HTTP)));

    assertThat(sentOn("192.0.2.9", Requests.get("X-Real-IP: 6.6.6.6", "A: 1")))
        .isEqualTo("GET / HTTP/1.1\r\nHost: a.test\r\nA: 1\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "MOVE, HTTP, https://a.test/new, http://a.test/new",
    "COPY, HTTP, HTTPS://A.test:443/new, http://a.test/new",
    "MOVE, HTTPS, http://a.test/new, https://a.test/new",
    "MOVE, AS_SENT, https://a.test/new, https://a.test/new",
    "PUT, HTTP, https://a.test/new, https://a.test/new",
    "MOVE, HTTP, https://b.test/new, https://b.test/new",
    "MOVE, HTTP, /new, /new"
  })
  void destinationOfWebDavGetsTheSchemeOfTheService(
      String method, TunnelSettings.Destination wanted, String sent, String passed)
      throws Exception {
    TunnelFixtures.register(
        tunnels,
        TunnelProtocol.HTTP,
        "a.test",
        OPEN.withHeads(new TunnelSettings.Heads(false, wanted)));
    forwardedHeaders = false;

    assertThat(
            sentOn(
                "192.0.2.9",
                Requests.head(method + " / HTTP/1.1", "Host: a.test", "Destination: " + sent)))
        .contains("\r\nDestination: " + passed + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-For",
    "x-forwarded-host",
    "X_Forwarded_For",
    "Forwarded",
    "X-Real-IP",
    "x_real_ip",
    "X-Forwarded-Prefix"
  })
  void claimOfAStrangerIsLeftOut(String name) throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);

    assertThat(sentOn("192.0.2.9", Requests.get(name + ": 6.6.6.6", "Keep: me")))
        .startsWith("GET / HTTP/1.1\r\nHost: a.test\r\nKeep: me\r\nX-Forwarded-For: 192.0.2.9\r\n")
        .doesNotContain("6.6.6.6");
  }

  @Test
  void claimOfATrustedProxyStaysAndItsAddressJoinsTheList() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    trusted = CidrList.parse(List.of("10.0.0.0/8"));

    assertThat(
            sentOn(
                "10.0.0.5",
                Requests.get("X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https")))
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-Proto: https\r\n"
                + "X-Forwarded-For: 203.0.113.7, 10.0.0.5\r\n"
                + "X-Forwarded-Host: a.test\r\nX-Forwarded-Port: 80\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({"'', 192.0.2.0/24", "10.0.0.0/8, ''"})
  void trustedProxyThatNamesNobodyDoesNotPassListsAsItself(String allow, String deny)
      throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", lists(allow, deny));
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "open.test", OPEN);
    trusted = CidrList.parse(List.of("10.0.0.0/8"));

    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(answer("10.0.0.5", Requests.get())).startsWith("HTTP/1.0 403 ");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("its sender 10.0.0.5:4711 names no visitor")
          .contains("make it send X-Forwarded-For");
    }
    assertThat(sentOn("10.0.0.5", Requests.head("GET / HTTP/1.1", "Host: open.test"))).isNotEmpty();
    assertThat(sentOn("10.0.0.5", Requests.get("X-Forwarded-For: 10.7.7.7"))).isNotEmpty();
  }

  private static TunnelRules lists(String allow, String deny) {
    return new TunnelRules("", networks(allow), networks(deny), 0, false, false);
  }

  private static CidrList networks(String text) {
    return text.isEmpty() ? CidrList.NONE : CidrList.parse(List.of(text));
  }

  @Test
  void connectionMustNotNameWhatTellsOfTheVisitor() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);

    assertThatThrownBy(() -> judge("192.0.2.9", Requests.get("Connection: x-forwarded-for")))
        .isInstanceOf(BadMessageException.class);
  }

  @Test
  void withoutForwardedHeadersTheHeadPassesByteForByte() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    forwardedHeaders = false;
    RequestHead head = Requests.get("X-Forwarded-For: 6.6.6.6", "Connection: x-forwarded-for");

    assertThat(sentOn("192.0.2.9", head))
        .isEqualTo(new String(head.bytes(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void targetWinsOverHostAndTheHostSentOnAgrees() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    forwardedHeaders = false;

    assertThat(
            sentOn(
                "192.0.2.9",
                Requests.head("GET http://a.test/x HTTP/1.1", "hOst:  b.test", "A: 1")))
        .isEqualTo("GET http://a.test/x HTTP/1.1\r\nhOst:  a.test\r\nA: 1\r\n\r\n");
  }

  @Test
  void upgradeToHttp2IsNotPassedOn() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    forwardedHeaders = false;
    RequestHead head =
        Requests.get(
            "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk");

    assertThat(sentOn("192.0.2.9", head))
        .isEqualTo("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n");
    assertThat(((Verdict.Pass) judge("192.0.2.9", head)).mayUpgrade()).isFalse();
  }

  @Test
  void visitorOutsideTheAllowedNetworksIsForbidden() throws Exception {
    TunnelRules inside =
        new TunnelRules(
            "",
            CidrList.parse(List.of("10.0.0.0/8")),
            CidrList.parse(List.of("10.6.6.6")),
            0,
            false,
            false);
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", inside);

    assertThat(answer("192.0.2.9", Requests.get())).startsWith("HTTP/1.0 403 Forbidden\r\n");
    assertThat(answer("10.6.6.6", Requests.get())).startsWith("HTTP/1.0 403 Forbidden\r\n");
    assertThat(sentOn("10.0.0.1", Requests.get())).startsWith("GET / ");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /a?b=c HTTP/1.1, 301 Moved Permanently, /a?b=c",
    "HEAD / HTTP/1.1, 301 Moved Permanently, /",
    "POST /a HTTP/1.1, 308 Permanent Redirect, /a",
    "GET http://a.test HTTP/1.1, 301 Moved Permanently, /",
    "GET http://a.test/x HTTP/1.1, 301 Moved Permanently, /x",
  })
  void visitorByHttpIsSentToHttps(String line, String status, String path) throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTPS, "a.test:8443", OPEN);
    redirect = true;

    assertThat(answer("192.0.2.9", Requests.head(line, "Host: a.test")))
        .startsWith("HTTP/1.0 " + status + "\r\nLocation: https://a.test:8443" + path + "\r\n");
  }

  @Test
  void visitorWhoCameByHttpsToAProxyBeforeUsIsNotSentAround() throws Exception {
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTP, "a.test", OPEN);
    TunnelFixtures.register(tunnels, TunnelProtocol.HTTPS, "a.test", OPEN);
    redirect = true;
    trusted = CidrList.parse(List.of("10.0.0.0/8"));

    assertThat(sentOn("10.0.0.5", Requests.get("X-Forwarded-Proto: https"))).startsWith("GET / ");
    assertThat(answer("10.0.0.5", Requests.get())).startsWith("HTTP/1.0 301 ");
  }

  @Test
  void browserIsToldInItsLanguageThatThereIsNoTunnel() throws Exception {
    String page =
        answer(
            "192.0.2.9",
            Requests.get(
                "Accept: text/html,*/*;q=0.8", "Accept-Language: zh-CN,zh;q=0.9,en;q=0.8"));

    assertThat(page)
        .startsWith("HTTP/1.0 404 Not Found\r\nContent-Type: text/html; charset=utf-8\r\n")
        .contains("<html lang=\"zh\">", "<code>a.test</code>");
  }
}
