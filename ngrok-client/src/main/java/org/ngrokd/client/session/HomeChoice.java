package org.ngrokd.client.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Which of the other servers is tried next for a reserve: any of those that were not tried since
 * the last success, on another host than the active one where there is one. What a server says that
 * is no address is passed over. Pure; for one thread.
 */
final class HomeChoice {
  private final IntUnaryOperator random;
  private final Set<HostAndPort> tried = new LinkedHashSet<>();
  private List<HostAndPort> others = List.of();
  private String ownHost = "";

  /**
   * @param random gives a number from 0 to below its argument
   */
  HomeChoice(IntUnaryOperator random) {
    this.random = random;
  }

  /**
   * The active server says where others are.
   *
   * @param configured where it is itself, if it does not say
   * @return whether they are others than before
   */
  boolean told(Homes homes, HostAndPort configured) {
    HostAndPort own = address(homes.own()).orElse(configured);
    List<HostAndPort> now =
        homes.others().stream()
            .limit(MessageLimits.HOMES)
            .flatMap(each -> address(each).stream())
            .filter(each -> !each.equals(own))
            .distinct()
            .toList();
    boolean isNews = !now.equals(others) || !own.host().equals(ownHost);
    others = now;
    ownHost = own.host();
    if (isNews) {
      tried.clear();
    }
    return isNews;
  }

  static Optional<HostAndPort> address(String text) {
    try {
      return Optional.of(HostAndPort.parse(text))
          .filter(each -> !each.host().isEmpty() && each.port() > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Empty when there is no other server. */
  Optional<HostAndPort> next() {
    List<HostAndPort> left = new ArrayList<>(others);
    left.removeAll(tried);
    if (left.isEmpty()) {
      tried.clear();
      left = new ArrayList<>(others);
    }
    List<HostAndPort> far = left.stream().filter(each -> !each.host().equals(ownHost)).toList();
    List<HostAndPort> best = far.isEmpty() ? left : far;
    if (best.isEmpty()) {
      return Optional.empty();
    }
    HostAndPort chosen = best.get(random.applyAsInt(best.size()));
    tried.add(chosen);
    return Optional.of(chosen);
  }

  /** It is connected: a later search begins anew. */
  void found() {
    tried.clear();
  }

  boolean has(HostAndPort address) {
    return others.contains(address);
  }
}
