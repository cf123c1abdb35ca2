package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Served;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;

/** Which ports of other servers are open here. */
class RemotePortsTest {
  private final Set<Integer> open = new TreeSet<>();
  private final List<CompletableFuture<List<Held>>> asked = new ArrayList<>();
  private final RemotePorts ports =
      new RemotePorts(this::listen, RemotePortsTest::tunnel, "here"::equals, this::ask);

  private CompletableFuture<List<Held>> ask() {
    asked.add(new CompletableFuture<>());
    return asked.get(asked.size() - 1);
  }

  private Future<TcpPorts.Listener> listen(int port) {
    open.add(port);
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(
        new TcpPorts.Listener() {
          @Override
          public int port() {
            return port;
          }

          @Override
          public void serve(Served served) {}

          @Override
          public void close(Runnable done) {
            open.remove(port);
            done.run();
          }
        });
  }

  private static CompletableFuture<Optional<Tunnel>> tunnel(String name) {
    PublicUrl url = new PublicUrl(TunnelProtocol.TCP, name.substring("tcp://".length()));
    return CompletableFuture.completedFuture(
        Optional.of(
            new Tunnel(
                url,
                TunnelRules.OPEN,
                (tunnel, visitor, loop) -> loop.newFailedFuture(new AssertionError()),
                Tunnel.Release.NOTHING)));
  }

  private static Held held(int port, String node, long epoch) {
    return new Held("tcp://a.test:" + port, "tcp://a.test:" + port, node, epoch);
  }

  @Test
  void portsOfOthersAreOpenAsLongAsTheyHaveThem() {
    ports.held(held(2001, "there", 1));
    ports.held(held(2002, "here", 2));
    ports.held(held(2003, "elsewhere", 3));
    assertThat(open).containsExactly(2001, 2003);

    ports.freed("tcp://a.test:2001");
    ports.gone("elsewhere");

    assertThat(open).isEmpty();
  }

  @Test
  void whatWasNotToldIsFoundOut() {
    ports.held(held(2001, "there", 1));
    var unused = ports.lookAtAll();

    asked.get(0).complete(List.of(held(2002, "there", 2), held(2003, "here", 3)));

    assertThat(open).containsExactly(2002);
  }

  @Test
  void whatIsToldWhileAllAreAskedForIsNewerThanTheAnswer() {
    ports.held(held(2001, "there", 1));
    ports.held(held(2002, "there", 2));
    ports.held(held(2003, "elsewhere", 3));
    var unused = ports.lookAtAll();

    ports.held(held(2004, "there", 4));
    ports.freed("tcp://a.test:2001");
    ports.gone("elsewhere");
    asked
        .get(0)
        .complete(
            List.of(held(2001, "there", 1), held(2002, "there", 2), held(2003, "elsewhere", 3)));

    assertThat(open).containsExactly(2002, 2004);
  }

  @Test
  void whereItIsAskedTwiceTheLaterAnswerCounts() {
    var unused = ports.lookAtAll();
    CompletableFuture<Void> again = ports.lookAtAll();

    asked.get(1).complete(List.of(held(2002, "there", 2)));
    asked.get(0).complete(List.of(held(2001, "there", 1)));

    assertThat(open).containsExactly(2002);
    assertThat(again).isCompleted();
  }

  @Test
  void whatCouldNotBeFoundOutIsToldSoAndLeftAsItWas() {
    ports.held(held(2001, "there", 1));
    CompletableFuture<Void> looked = ports.lookAtAll();

    asked.get(0).completeExceptionally(new EngineException("away"));

    assertThat(looked).isCompletedExceptionally();
    assertThat(open).containsExactly(2001);
  }
}
