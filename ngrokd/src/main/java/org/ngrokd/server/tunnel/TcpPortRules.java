package org.ngrokd.server.tunnel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.PortRanges;

/** Which public TCP ports tunnels may have. Safe from any thread. */
public final class TcpPortRules {
  /** Ports below need a privilege to be opened, and programs trust them. */
  private static final int FIRST_UNPRIVILEGED = 1024;

  /** How many ports of a range are tried. */
  private static final int TRIES = 50;

  private final Supplier<PortRanges> ports;
  private final IntPredicate isOwn;

  /**
   * @param ports those allowed to all, now; empty: all but the privileged ones
   * @param isOwn whether the server itself listens on a port
   */
  public TcpPortRules(Supplier<PortRanges> ports, IntPredicate isOwn) {
    this.ports = ports;
    this.isOwn = isOwn;
  }

  /** With ports that do not change. */
  public TcpPortRules(PortRanges listed, IntPredicate isOwn) {
    this(() -> listed, isOwn);
  }

  /** Why this account may not have this port; empty when it may. */
  Optional<String> refusal(int port, Account account) {
    if (isOwn.test(port)) {
      return Optional.of("port " + port + " is the server's own");
    }
    Optional<String> refused = refusal(port, ports.get());
    return refused.isPresent() ? refused : account.refusalOfPort(port);
  }

  /**
   * Why nobody may have this port; empty when somebody may.
   *
   * @param listed the ports allowed to all; empty: all but the privileged ones
   */
  public static Optional<String> refusal(int port, PortRanges listed) {
    if (!listed.isEmpty() && !listed.contains(port)) {
      return Optional.of("this server's tcp tunnels have the ports " + listed);
    }
    return listed.isEmpty() && port < FIRST_UNPRIVILEGED
        ? Optional.of("ports below 1024 are privileged; the server's -tcpPorts can list them")
        : Optional.empty();
  }

  /**
   * The ports to try, in this order, when any will do; 0 for whichever the system gives.
   *
   * @param remembered the port that the client had before
   */
  List<Integer> candidates(Optional<Integer> remembered, Account account) {
    PortRanges listed = ports.get();
    List<Integer> candidates = new ArrayList<>();
    account.portsToTry(remembered).stream()
        .filter(port -> refusal(port, account).isEmpty())
        .forEach(candidates::add);
    if (listed.isEmpty() && account.ports().isEmpty()) {
      candidates.addAll(List.of(0, 0, 0)); // one may turn out to be reserved
    } else {
      PortRanges all = listed.isEmpty() ? PortRanges.from(FIRST_UNPRIVILEGED) : listed;
      account
          .ports()
          .map(all::intersect)
          .orElse(all)
          .shuffled(ThreadLocalRandom.current())
          .filter(port -> refusal(port, account).isEmpty())
          .limit(TRIES)
          .forEach(candidates::add);
    }
    return candidates;
  }
}
