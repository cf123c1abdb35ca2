package org.ngrokd.server.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tunnels without a public name, which only users of the gateway reach: an account's own, and those
 * whose owner lists the key. Two accounts may use the same name. Safe from any thread.
 */
final class PrivateTunnels {
  private final Map<Place, List<PrivateTunnel>> all = new ConcurrentHashMap<>();

  private record Place(String name, int port) {
    static Place of(String name, int port) {
      return new Place(name.toLowerCase(Locale.ROOT), port);
    }
  }

  /**
   * A tunnel without a public name.
   *
   * @param allowedKeys fingerprints of keys that reach it besides those of the account
   */
  record PrivateTunnel(
      String name, int port, String account, List<String> allowedKeys, SshSource source) {
    boolean isFor(Identity who) {
      boolean isOwn = account.equals(who.account().key());
      boolean isOfStrangers = account.isEmpty() && !allowedKeys.isEmpty();
      return (isOwn && !isOfStrangers)
          || who.fingerprint().filter(allowedKeys::contains).isPresent();
    }
  }

  /** Opens one; false when the account has this name already. */
  boolean add(PrivateTunnel tunnel) {
    boolean[] added = new boolean[1];
    all.compute(
        Place.of(tunnel.name(), tunnel.port()),
        (place, there) -> {
          List<PrivateTunnel> before = there == null ? List.of() : there;
          added[0] = before.stream().noneMatch(each -> each.account().equals(tunnel.account()));
          if (!added[0]) {
            return there;
          }
          List<PrivateTunnel> after = new ArrayList<>(before);
          after.add(tunnel);
          return List.copyOf(after);
        });
    return added[0];
  }

  void remove(PrivateTunnel tunnel) {
    all.computeIfPresent(
        Place.of(tunnel.name(), tunnel.port()),
        (place, there) -> {
          List<PrivateTunnel> left = there.stream().filter(each -> !each.equals(tunnel)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  /** The one that somebody means and may reach: his own before others'. */
  Optional<PrivateTunnel> find(String name, int port, Identity who) {
    List<PrivateTunnel> there = all.getOrDefault(Place.of(name, port), List.of());
    return there.stream()
        .filter(each -> each.account().equals(who.account().key()))
        .filter(each -> each.isFor(who))
        .findFirst()
        .or(() -> there.stream().filter(each -> each.isFor(who)).findFirst());
  }
}
