package org.ngrokd.client.service;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.http.ForwardedHeads;
import org.ngrokd.client.http.RequestPath;

/** Where the requests of one http tunnel go, by their paths. Immutable; safe from any thread. */
final class Targets {
  private final PathForwards paths;
  private final Forwarded others;
  private final Map<PathForward, Forwarded> forwarded = new HashMap<>();

  /** A service, and how heads are changed for it. */
  record Forwarded(Target target, ForwardedHeads heads) {}

  /**
   * @param others gets what no path leads elsewhere
   * @param targets gives the one at an address
   */
  Targets(
      PathForwards paths, HttpRules rules, Target others, Function<LocalAddress, Target> targets) {
    this.paths = paths;
    this.others = new Forwarded(others, ForwardedHeads.of(rules, others.address()));
    for (PathForward each : paths.all()) {
      forwarded.put(
          each, new Forwarded(targets.apply(each.address()), ForwardedHeads.of(rules, each)));
    }
  }

  private Targets(PathForwards paths, Forwarded others) {
    this.paths = paths;
    this.others = others;
  }

  /** The same services, told of a visitor by this client. */
  Targets telling(HttpRules rules, String visitorIp) {
    Targets told =
        new Targets(
            paths,
            new Forwarded(
                others.target(),
                ForwardedHeads.telling(rules, others.target().address(), visitorIp)));
    forwarded.forEach(
        (path, each) ->
            told.forwarded.put(
                path,
                new Forwarded(each.target(), ForwardedHeads.telling(rules, path, visitorIp))));
    return told;
  }

  /**
   * The one for a request.
   *
   * @param target of the request as it was sent
   */
  Forwarded find(String target) {
    return paths
        .find(RequestPath.of(target))
        .map(forward -> forwarded.getOrDefault(forward, others))
        .orElse(others);
  }

  /** As {@link #find}, for people. */
  String local(String target) {
    return find(target).target().address().toString();
  }
}
