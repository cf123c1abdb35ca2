package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

/** What a directory is that is somewhere else: it answers late, or not at all. */
class DirectoryTest {
  private static final Owner OWNER =
      new Owner(
          "id",
          "ip",
          (tunnel, address, loop) -> {
            throw new AssertionError("nobody is joined here");
          });

  private final Remote directory = new Remote();
  private final TunnelRegistry registry = new TunnelRegistry();
  private final FreePorts ports = new FreePorts();
  private final TunnelOpener opener =
      new TunnelOpener(
          new ClaimedNames(directory, registry),
          new UrlAssigner(
              "a.test", Map.of(TunnelProtocol.HTTP, "a.test"), new AffinityCache(), () -> 1),
          ports,
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());

  /** Answers when it is told to. */
  private static final class Remote implements Directory {
    final LocalDirectory names = new LocalDirectory();
    final Queue<Consumer<Boolean>> asked = new ArrayDeque<>();

    @Override
    public Future<Optional<Claim>> claim(PublicUrl url, Holder holder) {
      return later(() -> names.claim(url, holder));
    }

    @Override
    public Future<Void> release(Claim claim) {
      return later(() -> names.release(claim));
    }

    @Override
    public Future<Optional<Holder>> locate(PublicUrl url) {
      return later(() -> names.locate(url));
    }

    private <T> Future<T> later(Supplier<Future<T>> question) {
      Promise<T> answer = ImmediateEventExecutor.INSTANCE.newPromise();
      asked.add(
          isReachable -> {
            if (isReachable) {
              answer.setSuccess(question.get().getNow());
            } else {
              answer.setFailure(new IOException("no route to it"));
            }
          });
      return answer;
    }

    void answer() {
      asked.remove().accept(true);
    }

    void fail() {
      asked.remove().accept(false);
    }
  }

  /** Each port is free, and whether it is open is known. */
  private static final class FreePorts implements TcpPorts {
    boolean isOpen;

    @Override
    public Future<Listener> listen(int port) {
      isOpen = true;
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(
          new Listener() {
            @Override
            public int port() {
              return port;
            }

            @Override
            public void serve(Served tunnel) {}

            @Override
            public void close(Runnable done) {
              isOpen = false;
              done.run();
            }
          });
    }
  }

  private Future<Tunnel> open(String protocol, String subdomain, int port) {
    return opener.open(
        new TunnelRequest(protocol, new Name("", subdomain), port, TunnelRules.OPEN, OWNER, ""),
        ImmediateEventExecutor.INSTANCE);
  }

  @Test
  void tunnelIsOpenWhenTheDirectoryHasSaidSo() {
    Future<Tunnel> opening = open("http", "www", 0);
    assertThat(opening.isDone()).isFalse();
    assertThat(registry.find(TunnelProtocol.HTTP, "www.a.test")).isEmpty();

    directory.answer();

    assertThat(opening.getNow().url()).hasToString("http://www.a.test");
    assertThat(registry.find(TunnelProtocol.HTTP, "www.a.test")).contains(opening.getNow());
  }

  @Test
  void laterClaimOfANameHasAGreaterEpoch() {
    Future<Tunnel> first = open("http", "www", 0);
    directory.answer();
    opener.close(first.getNow(), () -> {});
    directory.answer();
    Future<Tunnel> second = open("http", "www", 0);
    directory.answer();

    assertThat(second.getNow().claim().epoch()).isGreaterThan(first.getNow().claim().epoch());
  }

  @Test
  void directoryThatFailsRefusesTheNewTunnelAndLeavesTheOthers() {
    Future<Tunnel> old = open("http", "old", 0);
    directory.answer();

    Future<Tunnel> opening = open("http", "www", 0);
    directory.fail();

    assertThat(opening.cause())
        .hasMessage(
            "The server cannot tell now whether the name is free (no route to it): try again");
    assertThat(registry.find(TunnelProtocol.HTTP, "old.a.test")).contains(old.getNow());
    assertThat(registry.find(TunnelProtocol.HTTP, "www.a.test")).isEmpty();
  }

  @Test
  void whereTheHolderCannotBeFoundTheNameIsTaken() {
    Future<Tunnel> unused = open("http", "www", 0);
    directory.answer();

    Future<Tunnel> opening = open("http", "www", 0);
    directory.answer(); // it is taken
    directory.fail(); // by whom, nobody knows

    assertThat(opening.cause()).hasMessage("The tunnel http://www.a.test is already registered.");
  }

  @Test
  void portIsGivenBackWhenItsNameCannotBeClaimed() {
    Future<Tunnel> opening = open("tcp", "", 2222);
    directory.answer(); // nobody holds it
    assertThat(ports.isOpen).isTrue();

    directory.fail();

    assertThat(opening.cause()).hasMessageContaining("no route to it");
    assertThat(ports.isOpen).isFalse();
  }

  @Test
  void closedTunnelIsFreeOnlyWhenTheDirectoryKnows() {
    Future<Tunnel> opening = open("http", "www", 0);
    directory.answer();
    AtomicBoolean isFree = new AtomicBoolean();

    opener.close(opening.getNow(), () -> isFree.set(true));
    assertThat(registry.find(TunnelProtocol.HTTP, "www.a.test"))
        .as("for visitors, at once")
        .isEmpty();
    assertThat(isFree).isFalse();
    directory.answer();

    assertThat(isFree).isTrue();
  }

  @Test
  void directoryThatFailsDoesNotKeepAClientFromGoing() {
    Future<Tunnel> opening = open("http", "www", 0);
    directory.answer();
    AtomicBoolean isFree = new AtomicBoolean();

    opener.close(opening.getNow(), () -> isFree.set(true));
    directory.fail();

    assertThat(isFree).isTrue();
  }
}
