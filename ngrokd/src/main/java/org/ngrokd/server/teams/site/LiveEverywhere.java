package org.ngrokd.server.teams.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.peers.Heard;
import org.ngrokd.server.peers.Peers;

/**
 * Which clients and tunnels are there now, at this server and at the others of its cluster. One
 * that does not answer in time is left out and named. Safe from any thread.
 */
final class LiveEverywhere {
  private final Live live;
  private final LiveActions actions;
  private final Optional<Peers> peers;

  LiveEverywhere(Live live, Optional<Peers> peers) {
    this.live = live;
    this.actions = new LiveActions(live);
    this.peers = peers;
    peers.ifPresent(this::answerThem);
  }

  /** Tunnels of one server. */
  record Tunnels(List<Resources.OpenTunnel> items) {}

  /** Clients of one server. */
  record Clients(List<Resources.Client> items) {}

  /** How many tunnels each account has at one server, by its key. */
  record Counts(Map<String, Integer> tunnels) {}

  /** Nothing has to be said. */
  record Nothing() {}

  private void answerThem(Peers them) {
    them.answer(
        "site.tunnels",
        Live.Wanted.class,
        wanted -> now(new Tunnels(live.tunnels(wanted).stream().map(at(them.here())).toList())));
    them.answer(
        "site.clients",
        Live.Wanted.class,
        wanted ->
            now(
                new Clients(
                    live.clients(wanted).stream().map(each -> each.at(them.here())).toList())));
    them.answer("site.counts", Nothing.class, any -> now(new Counts(live.tunnelsByAccount())));
    them.answer("site.find", LiveActions.One.class, one -> now(actions.find(one)));
    them.answer("site.end", LiveActions.One.class, actions::end);
  }

  private static Function<Resources.OpenTunnel, Resources.OpenTunnel> at(String node) {
    return each -> each.at(node);
  }

  private static <T> CompletionStage<T> now(T value) {
    return CompletableFuture.completedFuture(value);
  }

  /** What all said, and who said nothing. */
  private record Whole<T>(List<T> parts, List<String> missing) {}

  private <T extends Record> CompletionStage<Whole<T>> all(
      String kind, Record question, Class<T> type, T own) {
    CompletionStage<List<Peers.Told>> others =
        peers
            .map(them -> them.askOthers(kind, Json.camel(question), Peers.LIMIT))
            .orElseGet(() -> now(List.of()));
    return others.thenApply(
        told -> {
          Heard<T> heard = Heard.of(told, type);
          List<T> parts = new ArrayList<>(List.of(own));
          heard.parts().forEach(each -> parts.add(each.said()));
          List<String> missing =
              heard.missing().stream().map(each -> each.peer().address()).toList();
          return new Whole<>(parts, missing);
        });
  }

  /** A page of tunnels: one's own or, of everybody, all. */
  CompletionStage<Resources.Page> tunnels(Call call) {
    Live.Wanted wanted = Live.Wanted.of(call);
    return all("site.tunnels", wanted, Tunnels.class, new Tunnels(hereTunnels(wanted)))
        .thenApply(
            whole ->
                page(
                    whole.parts().stream().flatMap(each -> each.items().stream()).toList(),
                    Resources.OpenTunnel::url,
                    wanted.limit(),
                    whole.missing()));
  }

  private List<Resources.OpenTunnel> hereTunnels(Live.Wanted wanted) {
    List<Resources.OpenTunnel> own = live.tunnels(wanted);
    return peers.map(them -> own.stream().map(at(them.here())).toList()).orElse(own);
  }

  /** A page of clients. */
  CompletionStage<Resources.Page> clients(Call call) {
    Live.Wanted wanted = Live.Wanted.of(call);
    return all("site.clients", wanted, Clients.class, new Clients(hereClients(wanted)))
        .thenApply(
            whole ->
                page(
                    whole.parts().stream().flatMap(each -> each.items().stream()).toList(),
                    Resources.Client::id,
                    wanted.limit(),
                    whole.missing()));
  }

  private List<Resources.Client> hereClients(Live.Wanted wanted) {
    List<Resources.Client> own = live.clients(wanted);
    return peers.map(them -> own.stream().map(each -> each.at(them.here())).toList()).orElse(own);
  }

  private static <T> Resources.Page page(
      List<T> found, Function<T, String> place, int limit, List<String> missing) {
    List<T> sorted = found.stream().sorted(Comparator.comparing(place)).toList();
    return new Resources.Page(
        sorted.stream().limit(limit).toList(),
        sorted.size() > limit ? place.apply(sorted.get(limit - 1)) : null,
        missing.isEmpty() ? null : missing);
  }

  /** How many tunnels each account has, by its key. */
  CompletionStage<Map<String, Integer>> tunnelsByAccount() {
    return all("site.counts", new Nothing(), Counts.class, new Counts(live.tunnelsByAccount()))
        .thenApply(
            whole -> {
              Map<String, Integer> sums = new HashMap<>();
              whole
                  .parts()
                  .forEach(
                      each ->
                          each.tunnels()
                              .forEach((key, count) -> sums.merge(key, count, Integer::sum)));
              return sums;
            });
  }

  /**
   * What is to be ended.
   *
   * @param peer at which server; empty: at this one
   */
  record Place(LiveActions.Found found, Optional<Peers.Peer> peer) {}

  /** Looks for what is to be ended; empty: it is nowhere. */
  CompletionStage<Optional<Place>> find(LiveActions.One one) {
    LiveActions.Found here = actions.find(one);
    if (here.isThere() || peers.isEmpty()) {
      return now(
          here.isThere() ? Optional.of(new Place(here, Optional.empty())) : Optional.empty());
    }
    return peers
        .get()
        .askOthers("site.find", Json.camel(one), Peers.LIMIT)
        .thenApply(
            told ->
                Heard.of(told, LiveActions.Found.class).parts().stream()
                    .filter(part -> part.said().isThere())
                    .map(part -> new Place(part.said(), Optional.of(part.peer())))
                    .findFirst());
  }

  /** Ends it; false when it has ended already. */
  CompletionStage<Boolean> end(LiveActions.One one, Place place) {
    CompletionStage<LiveActions.Ended> ended =
        place.peer().map(peer -> endAt(peer, one)).orElseGet(() -> actions.end(one));
    return ended.thenApply(LiveActions.Ended::isEnded);
  }

  private CompletionStage<LiveActions.Ended> endAt(Peers.Peer peer, LiveActions.One one) {
    return peers
        .orElseThrow()
        .ask(peer, "site.end", Json.camel(one), Peers.LIMIT)
        .thenApply(bytes -> Json.read(bytes, LiveActions.Ended.class));
  }
}
