package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.AddressBlock;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TunnelGate;
import org.ngrokd.server.tunnel.AffinityCache;
import org.ngrokd.server.tunnel.ClaimedNames;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.LocalDirectory;
import org.ngrokd.server.tunnel.Served;
import org.ngrokd.server.tunnel.TcpPortRules;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.server.tunnel.UrlAssigner;
import org.ngrokd.streams.net.ConnectionId;
import org.ngrokd.streams.net.ConnectionType;

/** Protocol: §3 "ReqTunnel". */
class ControlTunnelsTest {
  private final EmbeddedChannel control = new EmbeddedChannel();
  private final TunnelRegistry registry = new TunnelRegistry();
  private final AffinityCache affinity = new AffinityCache();
  private final Deque<Promise<TcpPorts.Listener>> ports = new ArrayDeque<>();
  private final List<String> closedPorts = new ArrayList<>();
  private final Answers answers = new Answers();
  private final TunnelGate gate = TunnelGate.open();
  private final ControlTunnels tunnels =
      new ControlTunnels(
          new TunnelOpener(
              new ClaimedNames(new LocalDirectory(), registry),
              new UrlAssigner(
                  "a.test",
                  Map.of(TunnelProtocol.HTTP, "a.test", TunnelProtocol.HTTPS, "a.test:8443"),
                  affinity,
                  () -> 7),
              this::listen,
              new TcpPortRules(PortRanges.NONE, port -> false),
              new LimitCounters()),
          control.eventLoop(),
          new Owner(
              "id",
              "192.0.2.1",
              (tunnel, address, loop) -> {
                throw new AssertionError("nobody is joined here");
              },
              Account.ANYBODY,
              gate.client(new AddressBlock(InetAddress.getLoopbackAddress())),
              Holder.SETTLED),
          answers,
          ConnectionId.next(ConnectionType.CTL));

  private Future<TcpPorts.Listener> listen(int port) {
    Promise<TcpPorts.Listener> listening = control.eventLoop().newPromise();
    ports.add(listening);
    return listening;
  }

  private void request(String reqId, String protocol, String subdomain) {
    tunnels.request(new ReqTunnel(reqId, protocol, "", subdomain, "", 0));
    control.runPendingTasks();
  }

  @Test
  void eachProtocolIsAnsweredInTurnUnderOneName() {
    request("r1", "http+https", "");

    assertThat(answers.lines)
        .containsExactly("r1 http http://7.a.test ", "r1 https https://7.a.test:8443 ");
  }

  @Test
  void requestsAreAnsweredInTheirOrderThoughAPortTakesTime() {
    request("slow", "tcp", "");
    request("fast", "http", "web");
    assertThat(answers.lines).isEmpty();

    ports.remove().setSuccess(new Port(2222));
    control.runPendingTasks();

    assertThat(answers.lines)
        .containsExactly("slow tcp tcp://a.test:2222 ", "fast http http://web.a.test ");
  }

  @Test
  void refusalBearsTheReqIdAndEndsItsRequestOnly() {
    request("r1", "http", "mine");
    request("r2", "http+https", "mine");
    request("r3", "https", "other");

    assertThat(answers.lines)
        .containsExactly(
            "r1 http http://mine.a.test ",
            "r2 http  The tunnel http://mine.a.test is already registered.",
            "r3 https https://other.a.test:8443 ");
  }

  @Test
  void protocolTwiceInARequestOpensNothing() {
    request("r1", "http", "mine");
    request("r2", "tcp+tcp", "");
    request("r3", "http+https+http", "other");

    assertThat(answers.lines)
        .containsExactly(
            "r1 http http://mine.a.test ",
            "r2 tcp  Protocol tcp is asked for twice in one request",
            "r3 http  Protocol http is asked for twice in one request");
    assertThat(ports).isEmpty();
  }

  /** It is told so some time later, and may send on until then. */
  @Test
  void whatComesBehindTheRefusalOfTheOnlyOneIsNotKept() {
    request("r1", "udp", "x");
    for (int i = 0; i < 1000; i++) {
      request("r2", "http", "x");
    }

    assertThat(gate.settings()).isZero();
    assertThat(answers.lines).hasSize(1);
  }

  @Test
  void memoryOfSettingsIsGivenBackWithTheTunnels() {
    List<String> networks = Collections.nCopies(500, "10.0.0.0/8");
    TunnelSettings settings = new TunnelSettings(networks, networks, 0, false, false);
    request("r1", "http", "first");
    long before = gate.settings();
    for (int i = 0; i < 20; i++) {
      tunnels.request(new ReqTunnel("r", "http+https", "", "n" + i, "", 0, settings));
      control.runPendingTasks();
    }
    assertThat(answers.lines)
        .last()
        .asString()
        .contains("take more memory than this server has for one client");
    assertThat(gate.settings()).isLessThan(5L * 1024 * 1024);

    for (int i = 0; i < 20; i++) {
      tunnels.close("http://n" + i + ".a.test", "gone");
      tunnels.close("https://n" + i + ".a.test:8443", "gone");
    }
    assertThat(gate.settings()).isEqualTo(before);
    tunnels.closeAll(() -> {});
    assertThat(gate.settings()).isZero();
  }

  @Test
  void clientWithoutAnyTunnelIsToldSoAndNothingMoreIsOpened() {
    request("r1", "udp", "x");
    request("r2", "http", "x");

    assertThat(answers.lines).containsExactly("last: Protocol udp is not supported");
    assertThat(registry.size()).isZero();
  }

  @Test
  void portThatOpensAfterTheEndIsClosedAgain() {
    request("r1", "tcp", "");
    AtomicBoolean done = new AtomicBoolean();

    tunnels.closeAll(() -> done.set(true));
    ports.remove().setSuccess(new Port(2222));
    control.runPendingTasks();

    assertThat(done).isTrue();
    assertThat(closedPorts).containsExactly("2222");
    assertThat(registry.size()).isZero();
    assertThat(answers.lines).isEmpty();
  }

  @Test
  void endFreesEveryNameAndPort() {
    request("r1", "http", "web");
    request("r2", "tcp", "");
    ports.remove().setSuccess(new Port(2222));
    control.runPendingTasks();
    assertThat(registry.size()).isEqualTo(2);

    tunnels.closeAll(() -> closedPorts.add("all done"));

    assertThat(registry.size()).isZero();
    assertThat(closedPorts).containsExactly("2222", "all done");
  }

  @Test
  void oneIsClosedByItsUrlAndItsNameIsFreeAgain() {
    request("r1", "http+https", "web");
    request("r2", "tcp", "");
    ports.remove().setSuccess(new Port(2222));
    control.runPendingTasks();

    tunnels.close("http://web.a.test", "gone");
    tunnels.close("tcp://a.test:2222", "gone");
    tunnels.close("tcp://a.test:2222", "gone");
    tunnels.close("http://unknown.a.test", "gone");

    assertThat(registry.size()).isEqualTo(1);
    assertThat(closedPorts).containsExactly("2222");
    request("r3", "http", "web");
    assertThat(answers.lines).hasSize(4).last().isEqualTo("r3 http http://web.a.test ");
  }

  @Test
  void clientThatClosedItsLastIsNotTurnedAwayForARefusal() {
    request("r1", "http", "web");
    tunnels.close("http://web.a.test", "gone");

    request("r2", "udp", "");
    request("r3", "http", "web");

    assertThat(answers.lines)
        .containsExactly(
            "r1 http http://web.a.test ",
            "r2 udp  Protocol udp is not supported",
            "r3 http http://web.a.test ");
  }

  /** Writes down what the client is told. */
  private static final class Answers implements ControlTunnels.Answers {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void answer(NewTunnel answer) {
      lines.add(String.join(" ", answer.reqId(), answer.protocol(), answer.url(), answer.error()));
    }

    @Override
    public void refusedTheOnlyOne(NewTunnel refusal) {
      lines.add("last: " + refusal.error());
    }
  }

  /** A port that only says what is done with it. */
  private final class Port implements TcpPorts.Listener {
    private final int port;

    Port(int port) {
      this.port = port;
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public void serve(Served tunnel) {
      assertThat(tunnel.tunnels().get(0).url().toString()).endsWith(":" + port);
    }

    @Override
    public void close(Runnable done) {
      closedPorts.add("" + port);
      done.run();
    }
  }
}
