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
import org.jspecify.annotations.Nullable;
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

  /**
   * What of a list is wanted.
   *
   * @param account key of the account whose they are; null: everybody's
   * @param q what has to stand in a row
   * @param after where the page before ended
   * @param limit how many rows
   */
  record Wanted(@Nullable String account, String q, String after, int limit) {
    static Wanted of(Call call) {
      return new Wanted(
          call.isAboutAll() ? null : TeamAccounts.key(call.caller().account().id()),
          call.query("q").strip().toLowerCase(Locale.ROOT),
          call.query("after"),
          call.limit());
    }

    boolean has(Holder holder) {
      return account == null || holder.account().equals(account);
    }
  }

  /** Tunnels; one more than wanted says that there is another page. */
  List<Resources.OpenTunnel> tunnels(Wanted wanted) {
    Predicate<Seen> found = matching(wanted.q());
    return meters.all().stream()
        .filter(meter -> wanted.has(meter.tunnel().claim().holder()))
        .filter(meter -> meter.url().compareTo(wanted.after()) > 0)
        .flatMap(Live::seen)
        .filter(found)
        .sorted(Comparator.comparing(Seen::place))
        .limit(wanted.limit() + 1L)
        .map(each -> Resources.OpenTunnel.of(each.meter(), each.client()))
        .toList();
  }

  /** Those of the server itself are nobody's to look after. */
  private static Stream<Seen> seen(TunnelMeter meter) {
    return meter.tunnel().claim().holder().about().stream().map(about -> new Seen(meter, about));
  }

  private static Predicate<Seen> matching(String part) {
    return part.isEmpty()
        ? any -> true
        : each ->
            each.place().contains(part)
                || each.client().account().toLowerCase(Locale.ROOT).contains(part)
                || each.client().address().contains(part);
  }

  /** Clients; one more than wanted says that there is another page. */
  List<Resources.Client> clients(Wanted wanted) {
    Map<String, Integer> tunnels = tunnelsByClient();
    return holders.all().stream()
        .filter(wanted::has)
        .flatMap(holder -> holder.about().stream())
        .filter(each -> each.id().compareTo(wanted.after()) > 0)
        .filter(
            each ->
                each.account().toLowerCase(Locale.ROOT).contains(wanted.q())
                    || each.address().contains(wanted.q()))
        .sorted(Comparator.comparing(Holder.About::id))
        .limit(wanted.limit() + 1L)
        .map(each -> Resources.Client.of(each, tunnels.getOrDefault(each.id(), 0)))
        .toList();
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

  /**
   * The tunnel with this id.
   *
   * @param account whose it has to be, by its key; null: anybody's
   */
  Optional<Seen> tunnel(String id, @Nullable String account) {
    return meters
        .withId(id)
        .filter(meter -> isOf(meter.tunnel().claim().holder(), account))
        .flatMap(meter -> seen(meter).findFirst());
  }

  /** The client with this id; the same. */
  Optional<Holder> client(String id, @Nullable String account) {
    return holders.all().stream()
        .filter(holder -> isOf(holder, account))
        .filter(holder -> hasId(holder, id))
        .findFirst();
  }

  private static boolean isOf(Holder holder, @Nullable String account) {
    return account == null || holder.account().equals(account);
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
