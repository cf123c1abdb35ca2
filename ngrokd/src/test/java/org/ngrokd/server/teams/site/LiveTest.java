package org.ngrokd.server.teams.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.teams.accounts.TeamAccounts;
import org.ngrokd.server.teams.site.Resources.Client;
import org.ngrokd.server.teams.site.Resources.OpenTunnel;
import org.ngrokd.server.teams.site.Resources.Page;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.tunnel.AffinityCache;
import org.ngrokd.server.tunnel.ClaimedNames;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.LocalDirectory;
import org.ngrokd.server.tunnel.TcpPortRules;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.TunnelRequest;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.server.tunnel.UrlAssigner;

/** A thousand people with five tunnels each. */
class LiveTest {
  private static final int PEOPLE = 1000;
  private static final int TUNNELS = 5;

  private final TunnelRegistry registry = TunnelRegistry.metered();
  private final TunnelOpener opener =
      new TunnelOpener(
          new ClaimedNames(new LocalDirectory(), registry),
          new UrlAssigner(
              "a.test", Map.of(TunnelProtocol.HTTP, "a.test"), new AffinityCache(), () -> 1),
          port -> {
            throw new AssertionError("no port is asked for");
          },
          new TcpPortRules(PortRanges.NONE, port -> false),
          new LimitCounters());
  private final Holders holders = new Holders();
  private final Live live = new Live(holders, registry.meters());
  private final LiveEverywhere everywhere = new LiveEverywhere(live, Optional.empty());
  private final List<Tunnel> opened = new ArrayList<>();

  LiveTest() {
    for (int i = 0; i < PEOPLE; i++) {
      Holder holder = new Somebody(i);
      holders.add(holder);
      for (int j = 0; j < TUNNELS; j++) {
        opened.add(open(holder, "p%04d-%d".formatted(i, j)));
      }
    }
  }

  private Tunnel open(Holder holder, String name) {
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
    return opener
        .open(
            new TunnelRequest("http", new Name("", name), 0, TunnelRules.OPEN, owner, ""),
            ImmediateEventExecutor.INSTANCE)
        .getNow();
  }

  private record Somebody(int number) implements Holder {
    @Override
    public Future<Boolean> isThere() {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public String account() {
      return TeamAccounts.key("id" + number);
    }

    @Override
    public void accountsChanged() {}

    @Override
    public Future<Void> close(String reason) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public Optional<About> about() {
      Instant then = Instant.EPOCH;
      return Optional.of(
          new About(
              "%04x".formatted(number * 7919 % PEOPLE),
              "person" + number,
              "c",
              "192.0.2.1:" + number,
              "1.7",
              then,
              then));
    }
  }

  private static Caller caller(int number, Role role) {
    AccountRow account =
        new AccountRow(
            "id" + number,
            Optional.empty(),
            new AccountRow.Person("", ""),
            "person" + number,
            role,
            false,
            "",
            0,
            Instant.EPOCH,
            Optional.empty());
    return new Caller(account, Optional.empty(), List.of("admin"), "key", "");
  }

  private static Call call(Caller caller, Map<String, String> query) {
    Map<String, List<String>> values = new HashMap<>();
    query.forEach((key, value) -> values.put(key, List.of(value)));
    return new Call(
        caller,
        new Asked("GET", "/", values, Answer.nothing().body(), "", new DefaultHttpHeaders()),
        "");
  }

  private static List<Object> allPages(Function<Call, CompletionStage<Page>> list, int limit) {
    List<Object> all = new ArrayList<>();
    String next = "";
    do {
      Page page =
          list.apply(
                  call(
                      caller(0, Role.ADMIN),
                      Map.of("scope", "all", "limit", Integer.toString(limit), "after", next)))
              .toCompletableFuture()
              .join();
      assertThat(page.items()).hasSizeBetween(1, limit);
      all.addAll(page.items());
      next = page.next() == null ? "" : page.next();
    } while (!next.isEmpty());
    return all;
  }

  @Test
  void pagesAreShortAndHaveEachTunnelOnce() {
    assertThat(new HashSet<>(allPages(everywhere::tunnels, 100))).hasSize(PEOPLE * TUNNELS);
    assertThat(new HashSet<>(allPages(everywhere::clients, 100))).hasSize(PEOPLE);
  }

  @Test
  void eachKnowsHowManyItHas() {
    Page page =
        everywhere.clients(call(caller(7, Role.MEMBER), Map.of())).toCompletableFuture().join();

    assertThat(page.items())
        .singleElement()
        .satisfies(client -> assertThat(((Client) client).tunnels()).isEqualTo(TUNNELS));
    assertThat(page.next()).isNull();
    assertThat(live.tunnelsByAccount()).hasSize(PEOPLE).containsEntry("#id7", TUNNELS);
  }

  @Test
  void memberSeesOnlyItsOwn() {
    Caller member = caller(7, Role.MEMBER);

    assertThat(everywhere.tunnels(call(member, Map.of())).toCompletableFuture().join().items())
        .hasSize(TUNNELS)
        .allSatisfy(each -> assertThat(((OpenTunnel) each).account()).isEqualTo("person7"));
    assertThatThrownBy(() -> everywhere.tunnels(call(member, Map.of("scope", "all"))))
        .hasMessage("Only admins see what is everybody's.");
  }

  @Test
  void whatIsClosedIsGoneWithItsFigures() {
    opened.forEach(tunnel -> opener.close(tunnel, () -> {}));

    assertThat(registry.meters().all()).isEmpty();
    assertThat(registry.meters().of(opened.get(0))).isEmpty();
  }
}
