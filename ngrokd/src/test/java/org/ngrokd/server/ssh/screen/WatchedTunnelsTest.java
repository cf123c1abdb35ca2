package org.ngrokd.server.ssh.screen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.ssh.screen.Traffic.Seen;
import org.ngrokd.server.ssh.screen.Traffic.State;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionId;
import org.ngrokd.streams.net.ConnectionType;

class WatchedTunnelsTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 4711);

  private final WatchedTunnels watched = new WatchedTunnels();
  private final Traffic traffic = new Traffic();
  private final Tunnel web = tunnel(TunnelProtocol.HTTP, "nas.example.com");
  private final Tunnel other = tunnel(TunnelProtocol.HTTP, "other.example.com");
  private final Tunnel port = tunnel(TunnelProtocol.TCP, "example.com:2000");

  @Test
  void aRequestOfAWatchedTunnelIsSeen() throws Exception {
    watched.watch(List.of(web.claim()), traffic);
    Visit visit = visit();

    visit.asked(head("/a?b=c"), "192.0.2.7:4711");
    visit.judged(web);
    visit.answered(404);
    visit.requestEnded(10, 20, Outcome.FINISHED);
    visit.ended(10, 20, Outcome.FINISHED);

    Traffic.Sight sight = traffic.sight(10);
    assertThat(sight.last()).singleElement().satisfies(this::isTheRequest);
    assertThat(sight.fromVisitors()).isEqualTo(10);
    assertThat(sight.toVisitors()).isEqualTo(20);
  }

  private void isTheRequest(Seen seen) {
    assertThat(seen.what()).isEqualTo("GET");
    assertThat(seen.target()).isEqualTo("/a?b=c");
    assertThat(seen.status()).isEqualTo(404);
    assertThat(seen.state()).isEqualTo(State.ENDED);
  }

  @Test
  void whatOthersAreAskedForIsNotSeen() throws Exception {
    watched.watch(List.of(web.claim()), traffic);
    Visit visit = visit();

    visit.asked(head("/secret"), "192.0.2.7:4711");
    visit.judged(other);
    visit.answered(200);
    visit.requestEnded(10, 20, Outcome.FINISHED);

    assertThat(traffic.sight(10)).isEqualTo(new Traffic.Sight(List.of(), 0, 0, 0, 0));
  }

  @Test
  void nothingIsSeenOfATunnelAtWhichNobodyLooksAnyMore() throws Exception {
    watched.watch(List.of(web.claim()), traffic);
    Visit visit = visit();
    watched.forget(List.of(web.claim()));

    visit.asked(head("/"), "192.0.2.7:4711");
    visit.judged(web);

    assertThat(traffic.sight(10).total()).isZero();
  }

  @Test
  void aRequestThatWasRefusedIsForgottenBeforeTheNext() throws Exception {
    watched.watch(List.of(web.claim()), traffic);
    Visit visit = visit();

    visit.asked(head("/refused"), "192.0.2.7:4711");
    visit.refused(Refusal.PASSWORD, 401);
    visit.requestEnded(1, 1, Outcome.FINISHED);
    visit.asked(head("/next"), "192.0.2.7:4711");
    visit.judged(web);
    visit.refused(Refusal.CLIENT_AWAY, 502);

    assertThat(traffic.sight(10).last())
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.target()).isEqualTo("/next");
              assertThat(seen.status()).isEqualTo(502);
            });
  }

  @Test
  void aConnectionOfATcpTunnelIsSeenByItsVisitor() {
    watched.watch(List.of(port.claim()), traffic);
    Visit visit = watched.opened(TunnelProtocol.TCP, PEER, id());

    visit.judged(port);
    visit.joined();
    visit.ended(5, 6, Outcome.SERVICE_BROKE);

    assertThat(traffic.sight(10).last())
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.what()).isEqualTo("tcp");
              assertThat(seen.target()).isEqualTo("192.0.2.7:4711");
              assertThat(seen.state()).isEqualTo(State.BROKEN);
            });
  }

  private Visit visit() {
    return watched.opened(TunnelProtocol.HTTP, PEER, id());
  }

  private static ConnectionId id() {
    return ConnectionId.next(ConnectionType.PUB);
  }

  private static RequestHead head(String target) throws Exception {
    String text = "GET " + target + " HTTP/1.1\r\nHost: nas.example.com\r\n\r\n";
    return RequestHead.parse(text.getBytes(ISO_8859_1), 10);
  }

  private static Tunnel tunnel(TunnelProtocol protocol, String authority) {
    return new Tunnel(
        new PublicUrl(protocol, authority),
        TunnelRules.OPEN,
        (tunnel, address, loop) -> {
          throw new AssertionError("nobody opens it");
        },
        Tunnel.Release.NOTHING);
  }
}
