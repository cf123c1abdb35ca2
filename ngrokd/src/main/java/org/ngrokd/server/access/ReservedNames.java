package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names that users of the file have in it, found without looking at each of them, but for names
 * with a {@code *}. Immutable.
 */
final class ReservedNames {
  private final Map<String, Set<String>> subdomains = new HashMap<>();
  private final Map<String, Set<String>> hostnames = new HashMap<>();
  private final List<User> withPatterns = new ArrayList<>();
  private final List<PortRanges> ports = new ArrayList<>();

  ReservedNames(Collection<User> users) {
    for (User user : users) {
      Allowance.Names names = user.allowance().names();
      add(names.subdomains(), user, subdomains);
      add(names.hostnames(), user, hostnames);
      names.tcpPorts().filter(some -> !some.isEmpty()).ifPresent(ports::add);
      if (names.subdomains().hasPatterns() || names.hostnames().hasPatterns()) {
        withPatterns.add(user);
      }
    }
  }

  private static void add(NamePatterns names, User user, Map<String, Set<String>> into) {
    names
        .plain()
        .forEach(name -> into.computeIfAbsent(name, none -> new TreeSet<>()).add(user.name()));
  }

  /** Whether somebody but this one has the name, or one above it. */
  boolean isKept(AskedName name, String account) {
    for (Optional<AskedName> at = Optional.of(name); at.isPresent(); at = at.get().parent()) {
      if (isKeptItself(at.get(), account)) {
        return true;
      }
    }
    return false;
  }

  private boolean isKeptItself(AskedName name, String account) {
    return isOthers(hostnames.get(name.host()), account)
        || name.subdomain().filter(below -> isOthers(subdomains.get(below), account)).isPresent()
        || withPatterns.stream()
            .filter(user -> !user.name().equals(account))
            .anyMatch(user -> user.allowance().names().claim(name));
  }

  private static boolean isOthers(@Nullable Set<String> owners, String account) {
    return owners != null && (owners.size() > 1 || !owners.contains(account));
  }

  boolean isKept(int port) {
    return ports.stream().anyMatch(some -> some.contains(port));
  }
}
