package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.streams.relay.Pace;

/** An account with a name and a port that are its own, and what it gets when it asks for none. */
class OwnNameTest {
  private static final ProxySource NOBODY =
      (tunnel, address, loop) -> {
        throw new AssertionError("nobody is joined here");
      };

  private final AffinityCache affinity = new AffinityCache();
  private final List<Integer> tried = new ArrayList<>();
  private final Alice alice = new Alice();
  private final TunnelOpener opener =
      new TunnelOpener(
          new ClaimedNames(new LocalDirectory(), new TunnelRegistry()),
          new UrlAssigner("a.test", Map.of(TunnelProtocol.HTTP, "a.test"), affinity, () -> 1),
          this::listen,
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());

  /** One port alone is free. */
  private Future<TcpPorts.Listener> listen(int port) {
    tried.add(port);
    return port == 5000
        ? ImmediateEventExecutor.INSTANCE.newSucceededFuture(new Listener(port))
        : ImmediateEventExecutor.INSTANCE.newFailedFuture(new BindException("busy"));
  }

  private record Listener(int port) implements TcpPorts.Listener {
    @Override
    public void serve(Served tunnel) {}

    @Override
    public void close(Runnable done) {
      done.run();
    }
  }

  /** Her name is "alice", a second tunnel of hers is "second-alice". */
  private static final class Alice implements Account {
    private final List<Integer> ports = new ArrayList<>();

    @Override
    public String name() {
      return "alice";
    }

    @Override
    public String key() {
      return "alice";
    }

    @Override
    public boolean hasStableName() {
      return true;
    }

    @Override
    public List<String> subdomainsToTry(Optional<String> remembered, List<String> any) {
      return List.of("alice", "second-alice");
    }

    @Override
    public List<Integer> portsToTry(Optional<Integer> remembered) {
      return List.of(4000, 5000);
    }

    @Override
    public void hasPort(int port) {
      ports.add(port);
    }

    @Override
    public Optional<String> refusalOfProtocol(String protocol) {
      return Optional.empty();
    }

    @Override
    public Optional<String> refusalOfName(String host, String base) {
      return Optional.empty();
    }

    @Override
    public Optional<String> refusalOfPort(int port) {
      return Optional.empty();
    }

    @Override
    public Optional<PortRanges> ports() {
      return Optional.empty();
    }

    @Override
    public Optional<String> refusalOfTunnel(Object request, String clientId, int elsewhere) {
      return Optional.empty();
    }

    @Override
    public void tunnelClosed(Object request) {}

    @Override
    public boolean mayConnect() {
      return true;
    }

    @Override
    public Optional<Pace> up() {
      return Optional.empty();
    }

    @Override
    public Optional<Pace> down() {
      return Optional.empty();
    }
  }

  /** A client of an account, which may be asked whether it is there. */
  private static final class Client implements Holder {
    final Promise<Boolean> answer = ImmediateEventExecutor.INSTANCE.newPromise();

    @Override
    public Future<Boolean> isThere() {
      return answer;
    }

    @Override
    public String account() {
      return "alice";
    }

    @Override
    public void accountsChanged() {}

    @Override
    public Future<Void> close(String reason) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }
  }

  private Future<Tunnel> open(String protocol, Holder holder) {
    Owner owner = new Owner("id", "ip", NOBODY, alice, TunnelPlaces.unlimited(), holder);
    return opener.open(
        new TunnelRequest(protocol, new Name("", ""), 0, TunnelRules.OPEN, owner, ""),
        ImmediateEventExecutor.INSTANCE);
  }

  @Test
  void ownNameComesFirstAndIsFreeAgainOnceItsTunnelIsClosed() {
    affinity.remember(new PublicUrl(TunnelProtocol.HTTP, "old.a.test"), owner());
    Client client = new Client();

    Tunnel first = open("http", client).getNow();
    assertThat(first.url()).hasToString("http://alice.a.test");
    assertThat(open("http", client).getNow().url()).hasToString("http://second-alice.a.test");

    opener.close(first, () -> {});
    assertThat(open("http", client).getNow().url()).hasToString("http://alice.a.test");
  }

  private Owner owner() {
    return new Owner("id", "ip", NOBODY);
  }

  @Test
  void whileAnotherClientOfItsIsThereItGetsTheSecond() {
    Client other = new Client();
    assertThat(open("http", other).isSuccess()).isTrue();

    Future<Tunnel> newcomer = open("http", new Client());
    assertThat(newcomer.isDone()).isFalse();
    other.answer.setSuccess(true);

    assertThat(newcomer.getNow().url()).hasToString("http://second-alice.a.test");
  }

  /** As after a network that broke: nobody wants another name then. */
  @Test
  void ofAClientThatIsGoneItGetsItsNameBack() {
    Client gone = new Client();
    Tunnel old = open("http", gone).getNow();

    Future<Tunnel> newcomer = open("http", new Client());
    opener.close(old, () -> gone.answer.setSuccess(false));

    assertThat(newcomer.getNow().url()).hasToString("http://alice.a.test");
  }

  @Test
  void portsAreTriedInItsOrderAndItHearsWhichItHas() {
    Tunnel tunnel = open("tcp", new Client()).getNow();

    assertThat(tunnel.url()).hasToString("tcp://a.test:5000");
    assertThat(tried).containsExactly(4000, 5000);
    assertThat(alice.ports).containsExactly(5000);
  }
}
