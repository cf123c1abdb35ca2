package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

/** Owners of tunnels that are no control connection. */
class HolderTest {
  private final LocalDirectory directory = new LocalDirectory();
  private final TunnelOpener opener =
      new TunnelOpener(
          new ClaimedNames(directory, new TunnelRegistry()),
          new UrlAssigner(
              "a.test", Map.of(TunnelProtocol.HTTP, "a.test"), new AffinityCache(), () -> 1),
          port -> {
            throw new AssertionError("no port is asked for");
          },
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());

  /** A terminal at the end of a wire. */
  private static final class Teleprinter implements Holder {
    final Promise<Boolean> answer = ImmediateEventExecutor.INSTANCE.newPromise();
    private final String account;
    private boolean wasAsked;

    Teleprinter(String account) {
      this.account = account;
    }

    @Override
    public Future<Boolean> isThere() {
      wasAsked = true;
      return answer;
    }

    @Override
    public String account() {
      return account;
    }

    @Override
    public void accountsChanged() {}

    @Override
    public Future<Void> close(String reason) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }
  }

  private Future<Tunnel> open(Holder holder) {
    Owner owner =
        new Owner(
            "id",
            "ip",
            (tunnel, address, loop) -> {
              throw new AssertionError("nobody is joined here");
            },
            Account.ANYBODY,
            TunnelPlaces.unlimited(),
            holder);
    return opener.open(
        new TunnelRequest("http", new Name("", "www"), 0, TunnelRules.OPEN, owner, ""),
        ImmediateEventExecutor.INSTANCE);
  }

  @Test
  void holderThatAnswersKeepsItsName() {
    Teleprinter holder = new Teleprinter("alice");
    assertThat(open(holder).isSuccess()).isTrue();

    Future<Tunnel> newcomer = open(new Teleprinter("alice"));
    assertThat(newcomer.isDone()).isFalse();
    holder.answer.setSuccess(true);

    assertThat(newcomer.cause()).hasMessage("The tunnel http://www.a.test is already registered.");
  }

  @Test
  void nameOfAHolderThatIsGoneChangesHands() {
    Teleprinter holder = new Teleprinter("alice");
    Tunnel old = open(holder).getNow();

    Teleprinter next = new Teleprinter("alice");
    Future<Tunnel> newcomer = open(next);
    opener.close(old, () -> holder.answer.setSuccess(false));

    assertThat(newcomer.isSuccess()).isTrue();
    assertThat(directory.locate(old.url()).getNow()).contains(next);
  }

  @Test
  void holderIsNotAskedForSomebodyElse() {
    Teleprinter holder = new Teleprinter("alice");
    assertThat(open(holder).isSuccess()).isTrue();

    assertThat(open(new Teleprinter("bob")).cause()).isNotNull();

    assertThat(holder.wasAsked).isFalse();
  }
}
