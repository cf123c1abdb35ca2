package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.testing.NamedHolder;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

/** What a pool is for everybody but its members. */
class PoolTest {
  private final LocalDirectory directory = new LocalDirectory();
  private final TunnelRegistry registry = TunnelRegistry.metered();
  private final AffinityCache affinity = new AffinityCache();
  private int random;
  private final TunnelOpener opener =
      new TunnelOpener(
          new ClaimedNames(directory, registry),
          new UrlAssigner(
              "a.test", Map.of(TunnelProtocol.HTTP, "a.test"), affinity, () -> ++random),
          port -> {
            throw new AssertionError("no port is asked for");
          },
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());

  private Future<Tunnel> open(String client, String subdomain, boolean isPooled) {
    Owner owner =
        new Owner(
            client,
            "ip of " + client,
            (tunnel, address, loop) -> {
              throw new AssertionError("nobody is joined here");
            },
            Account.ANYBODY,
            TunnelPlaces.unlimited(),
            new NamedHolder("", client));
    return opener.open(
        new TunnelRequest(
            "http", new Name("", subdomain), 0, TunnelRules.OPEN, owner, isPooled, new Object()),
        ImmediateEventExecutor.INSTANCE);
  }

  @Test
  void membersAreTunnelsWithFiguresOfTheirOwn() {
    Tunnel one = open("one", "www", true).getNow();
    Tunnel other = open("other", "www", true).getNow();

    assertThat(one.url()).isEqualTo(other.url());
    assertThat(registry.open()).containsExactly(one, other);
    assertThat(registry.size()).isEqualTo(2);
    assertThat(registry.meters().all())
        .extracting(TunnelMeter::tunnel)
        .containsExactlyInAnyOrder(one, other);

    opener.close(one, () -> {});

    assertThat(registry.open()).containsExactly(other);
    assertThat(registry.size()).isEqualTo(1);
    assertThat(registry.meters().of(one)).isEmpty();
    assertThat(registry.meters().of(other)).isPresent();
  }

  @Test
  void nameIsInTheDirectoryUntilTheLastOneGoes() {
    Tunnel one = open("one", "www", true).getNow();
    Tunnel other = open("other", "www", true).getNow();
    assertThat(directory.locate(one.url()).getNow()).get().isInstanceOf(Pool.class);

    opener.close(one, () -> {});
    assertThat(directory.locate(one.url()).getNow()).isPresent();
    opener.close(other, () -> {});

    assertThat(directory.locate(one.url()).getNow()).isEmpty();
    assertThat(registry.keys()).isEmpty();
    assertThat(open("third", "www", false).isSuccess()).isTrue();
  }

  @Test
  void sameClientIsNoMemberTwice() {
    Future<Tunnel> unused = open("one", "www", true);

    assertThat(open("one", "www", true).cause())
        .hasMessage("The tunnel http://www.a.test is already registered.");
  }

  /** Whoever asks for any name means one of its own. */
  @Test
  void nameByChanceIsNotShared() {
    Tunnel one = open("one", "", true).getNow();
    Tunnel other = open("other", "", true).getNow();

    assertThat(one.url()).isNotEqualTo(other.url());
  }

  @Test
  void clientThatComesBackToItsNameByChanceFindsThoseWhoShareIt() {
    Tunnel one = open("one", "", true).getNow();
    Tunnel other = open("other", one.url().host().replace(".a.test", ""), true).getNow();
    opener.close(one, () -> {});

    Tunnel again = open("one", "", true).getNow();

    assertThat(again.url()).isEqualTo(other.url());
    assertThat(registry.open()).containsExactly(other, again);
  }

  @Test
  void oneThatIsGoneKeepsTheNameForNobodyElse() {
    Tunnel one = open("one", "www", true).getNow();

    assertThat(open("other", "www", false).cause()).isNotNull();
    opener.close(one, () -> {});

    assertThat(open("other", "www", false).isSuccess()).isTrue();
  }
}
