package org.ngrokd.server.teams.site;

import io.netty.util.concurrent.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ngrokd.server.teams.accounts.TeamAccounts;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.server.tunnel.TunnelMeters;

/**
 * Which clients and tunnels are there now. What is asked for is a page, in an order that stays
 * while others come and go. Safe from any thread.
 */
final class Live {
  private final Holders holders;
  private final TunnelMeters meters;

  Live(Holders holders, TunnelMeters meters) {
    this.holders = holders;
    this.meters = meters;
  }

  /** A tunnel of somebody. */
  record Seen(TunnelMeter meter, Holder.About client) {
    Holder holder() {
      return meter.tunnel().claim().holder();
    }

    /** No two are the same: a name is one tunnel's. */
    String place() {
      return meter.url();
    }
  }

  /** Those of an account, or all. */
  Resources.Page tunnels(Call call) {
    boolean isAll = call.isAboutAll();
    Predicate<Seen> found = matching(call.query("q"));
    String after = call.query("after");
    int limit = call.limit();
    List<Seen> seen =
        meters.all().stream()
            .filter(meter -> isAll || isOf(meter.tunnel().claim().holder(), call.caller()))
            .filter(meter -> meter.url().compareTo(after) > 0)
            .flatMap(Live::seen)
            .filter(found)
            .sorted(Comparator.comparing(Seen::place))
            .limit(limit + 1L)
            .toList();
    List<Resources.OpenTunnel> items =
        seen.stream()
            .limit(limit)
            .map(each -> Resources.OpenTunnel.of(each.meter(), each.client()))
            .toList();
    return new Resources.Page(items, seen.size() > limit ? seen.get(limit - 1).place() : null);
  }

  /** Those of the server itself are nobody's to look after. */
  private static Stream<Seen> seen(TunnelMeter meter) {
    return meter.tunnel().claim().holder().about().stream().map(about -> new Seen(meter, about));
  }

  private static Predicate<Seen> matching(String text) {
    String part = text.strip().toLowerCase(Locale.ROOT);
    return part.isEmpty()
        ? any -> true
        : each ->
            each.place().contains(part)
                || each.client().account().toLowerCase(Locale.ROOT).contains(part)
                || each.client().address().contains(part);
  }

  /** The clients of an account, or all. */
  Resources.Page clients(Call call) {
    boolean isAll = call.isAboutAll();
    String part = call.query("q").strip().toLowerCase(Locale.ROOT);
    String after = call.query("after");
    int limit = call.limit();
    List<Holder.About> found =
        holders.all().stream()
            .filter(holder -> isAll || isOf(holder, call.caller()))
            .flatMap(holder -> holder.about().stream())
            .filter(each -> each.id().compareTo(after) > 0)
            .filter(
                each ->
                    each.account().toLowerCase(Locale.ROOT).contains(part)
                        || each.address().contains(part))
            .sorted(Comparator.comparing(Holder.About::id))
            .limit(limit + 1L)
            .toList();
    Map<String, Integer> tunnels = tunnelsByClient();
    return new Resources.Page(
        found.stream()
            .limit(limit)
            .map(each -> Resources.Client.of(each, tunnels.getOrDefault(each.id(), 0)))
            .toList(),
        found.size() > limit ? found.get(limit - 1).id() : null);
  }

  private Map<String, Integer> tunnelsByClient() {
    Map<String, Integer> counts = new HashMap<>();
    for (TunnelMeter meter : meters.all()) {
      seen(meter).forEach(each -> counts.merge(each.client().id(), 1, Integer::sum));
    }
    return counts;
  }

  /** How many tunnels each account has, by its key. */
  Map<String, Integer> tunnelsByAccount() {
    Map<String, Integer> counts = new HashMap<>();
    for (TunnelMeter meter : meters.all()) {
      counts.merge(meter.tunnel().claim().holder().account(), 1, Integer::sum);
    }
    return counts;
  }

  private static boolean isOf(Holder holder, Caller caller) {
    return holder.account().equals(TeamAccounts.key(caller.account().id()));
  }

  /** The tunnel with this id, if the caller may close it. */
  Seen tunnel(String id, Caller caller) {
    return meters
        .withId(id)
        .filter(meter -> caller.isAdmin() || isOf(meter.tunnel().claim().holder(), caller))
        .flatMap(meter -> seen(meter).findFirst())
        .orElseThrow(() -> Call.notFound("There is no such tunnel: it may be closed already."));
  }

  /** The client with this id, if the caller may send it away. */
  Holder client(String id, Caller caller) {
    return holders.all().stream()
        .filter(holder -> caller.isAdmin() || isOf(holder, caller))
        .filter(holder -> hasId(holder, id))
        .findFirst()
        .orElseThrow(() -> Call.notFound("There is no such client: it may be gone already."));
  }

  private static boolean hasId(Holder holder, String id) {
    Optional<Holder.About> about = holder.about();
    return about.isPresent() && about.get().id().equals(id);
  }

  /** As the API answers. */
  static <T> CompletionStage<T> stage(Future<T> future) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    future.addListener(
        (Future<T> done) -> {
          if (done.isSuccess()) {
            stage.complete(done.getNow());
          } else {
            stage.completeExceptionally(done.cause());
          }
        });
    return stage;
  }
}
