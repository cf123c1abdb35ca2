package org.ngrokd.server.teams.accounts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.tunnel.HostNames;
import org.ngrokd.server.tunnel.NobodysNames;
import org.ngrokd.server.tunnel.TcpPortRules;

/** Which names and ports an account may have for good. Immutable. */
final class NameCheck {
  /** What a second tunnel of an account is called. */
  static final Pattern SECOND = Pattern.compile("[0-9a-f]{32}-(.+)");

  private static final Pattern PORT = Pattern.compile("0*([0-9]{1,5})");
  private static final int LAST_PORT = 65_535;

  private final NameRules rules;
  private final Words words;

  NameCheck(NameRules rules, Words words) {
    this.rules = rules;
    this.words = words;
  }

  /** Subdomains that nobody is given. */
  record Words(List<String> all) {
    Words {
      all = all.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }

    boolean contain(String subdomain) {
      return all.contains(subdomain);
    }
  }

  /**
   * What a name that somebody typed is kept as.
   *
   * @throws RefusedException when it can be nobody's
   */
  String clean(NameKind kind, String typed) {
    String name = typed.trim().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case SUBDOMAIN -> subdomain(name);
      case HOSTNAME -> hostname(name);
      case PORT -> port(name);
    };
  }

  private String subdomain(String name) {
    String end = "." + rules.domain();
    String label = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    if (!HostNames.isName(label) || !HostNames.isName(label + end)) {
      throw new RefusedException(
          "name.bad",
          "'" + label + "' is no name: letters a to z, digits and hyphens, at most 63 of them");
    }
    if (words.contain(label)) {
      throw new RefusedException(
          "name.reserved", "The name " + label + " is kept for the server: choose another");
    }
    return label;
  }

  private String hostname(String name) {
    if (!HostNames.isName(name)) {
      throw new RefusedException(
          "name.bad", "'" + name + "' is no host name, as www.example.org, without a port");
    }
    if (name.equals(rules.domain()) || name.endsWith("." + rules.domain())) {
      throw new RefusedException(
          "name.bad", name + " is below this server's domain: ask for it as a subdomain");
    }
    Optional<String> nobodys = NobodysNames.refusal(name, List.of(rules.domain()));
    if (nobodys.isPresent()) {
      throw new RefusedException("name.bad", nobodys.get());
    }
    return name;
  }

  private String port(String text) {
    Matcher form = PORT.matcher(text);
    int port = form.matches() ? Integer.parseInt(form.group(1)) : 0;
    if (port == 0 || port > LAST_PORT) {
      throw new RefusedException("port.bad", "'" + text + "' is no port, a number up to 65535");
    }
    Optional<String> nobodys = TcpPortRules.refusal(port, rules.tcpPorts());
    if (nobodys.isPresent()) {
      throw new RefusedException("port.bad", "Port " + port + ": " + nobodys.get());
    }
    return Integer.toString(port);
  }

  /**
   * Makes sure that an account with this allowance may have a name or port.
   *
   * @throws RefusedException when it may not
   */
  void allowed(NameKind kind, String name, Allowance allowance) {
    boolean allowed =
        kind == NameKind.PORT
            ? allowance.refusalOfPort(Integer.parseInt(name)).isEmpty()
            : allowance.names().allow(asked(kind, name));
    if (!allowed) {
      String others =
          switch (kind) {
            case SUBDOMAIN -> "subdomains: " + allowance.names().subdomains();
            case HOSTNAME -> "host names: " + allowance.names().hostnames();
            case PORT -> "ports: " + allowance.names().tcpPorts().orElseThrow();
          };
      throw new RefusedException(
          "name.not-allowed",
          "Your account is not for " + name + "; what it is for: " + others + ". Ask the admin");
    }
  }

  /**
   * Makes sure that nobody else has a name or port, nor a name above it.
   *
   * @throws RefusedException when somebody has
   */
  void free(Tables tables, NameKind kind, String name, String accountId) {
    if (isElsewhere(kind, name) || isSomebodyElses(tables, kind, name, accountId)) {
      throw new RefusedException(
          "name.taken",
          (kind == NameKind.PORT ? "Port " : "")
              + name
              + " is somebody else's, or a name above it is: choose another");
    }
  }

  private boolean isSomebodyElses(Tables tables, NameKind kind, String name, String accountId) {
    if (kind == NameKind.PORT) {
      return isOthers(tables.names().find(kind, name), accountId);
    }
    Optional<AskedName> at = Optional.of(asked(kind, name));
    for (; at.isPresent(); at = at.get().parent()) {
      String part = kind == NameKind.SUBDOMAIN ? at.get().subdomain().orElse("") : at.get().host();
      Matcher second = SECOND.matcher(part);
      if (isOthers(tables.names().find(kind, part), accountId)
          || (second.matches()
              && isOthers(tables.names().find(kind, second.group(1)), accountId))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOthers(Optional<NameRow> found, String accountId) {
    return found.filter(row -> !row.accountId().equals(accountId)).isPresent();
  }

  private boolean isElsewhere(NameKind kind, String name) {
    return kind == NameKind.PORT
        ? rules.others().isKept(Integer.parseInt(name), "")
        : rules.others().isKept(asked(kind, name), "");
  }

  /** Whether a new account cannot have this as its subdomain. */
  boolean isTaken(Tables tables, String subdomain) {
    return words.contain(subdomain)
        || isElsewhere(NameKind.SUBDOMAIN, subdomain)
        || tables.names().find(NameKind.SUBDOMAIN, subdomain).isPresent();
  }

  private AskedName asked(NameKind kind, String name) {
    return new AskedName(
        kind == NameKind.SUBDOMAIN ? name + "." + rules.domain() : name, rules.domain());
  }
}
