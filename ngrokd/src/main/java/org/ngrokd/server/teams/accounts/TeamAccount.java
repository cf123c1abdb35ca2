package org.ngrokd.server.teams.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Usage;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.streams.relay.Pace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An account of the database, with what it uses at the moment. There is one for all connections
 * with its tokens. Safe from any thread.
 */
final class TeamAccount implements Account {
  private static final Logger LOG = LoggerFactory.getLogger(TeamAccount.class);

  /** What is left of a label behind 32 digits and a hyphen. */
  private static final int LONGEST_SECOND = 63 - 33;

  private final Surroundings around;
  private final Supplier<Book> book;
  private final Usage usage;
  private volatile AccountRow row;
  private volatile Allowance allowance;
  private volatile int lastPort;

  TeamAccount(AccountRow row, Supplier<Book> book, Surroundings around) {
    this.around = around;
    this.book = book;
    this.row = row;
    this.lastPort = row.lastPort();
    this.allowance = allowance(row, around.everybody());
    this.usage = new Usage(TeamAccounts.key(row.id()), allowance.quota(), around.meters());
  }

  /** What the database says now holds from now on. */
  synchronized void renew() {
    AccountRow before = row;
    book.get().account(row.id()).ifPresent(now -> row = now);
    if (!row.limits().equals(before.limits())) {
      allowance = allowance(row, allowance);
      usage.allow(allowance.quota());
    }
  }

  /** They were checked when they were written, perhaps by another version. */
  private Allowance allowance(AccountRow of, Allowance otherwise) {
    if (of.limits().isEmpty()) {
      return around.everybody();
    }
    try {
      return Allowance.parse(of.limits());
    } catch (UserException e) {
      LOG.warn(
          "The limits of {} cannot be read, and stay as they were: {}",
          of.subdomain(),
          e.lines().get(0));
      return otherwise;
    }
  }

  String id() {
    return row.id();
  }

  @Override
  public String name() {
    return row.subdomain();
  }

  @Override
  public String key() {
    return TeamAccounts.key(row.id());
  }

  @Override
  public Optional<String> refusalOfProtocol(String protocol) {
    return allowance.refusalOfProtocol(protocol);
  }

  @Override
  public Optional<String> refusalOfName(String host, String base) {
    AskedName name = new AskedName(host, base);
    if (book.get().isOwn(name, row.id())) {
      return Optional.empty();
    }
    if (around.reserved().isKept(name, key())) {
      return Optional.of("The name " + host + " is reserved for somebody else");
    }
    return name.subdomain().filter(this::isSecond).isPresent()
        ? Optional.empty()
        : allowance.refusalOfName(name);
  }

  @Override
  public boolean hasStableName() {
    return true;
  }

  /** The stable one, then what a second tunnel is called: as it was before, or anew. */
  @Override
  public List<String> subdomainsToTry(Optional<String> remembered, List<String> any) {
    String second = UUID.randomUUID().toString().replace("-", "") + "-" + rest();
    return Stream.of(
            Stream.of(row.subdomain()),
            remembered.stream().filter(this::isSecond),
            Stream.of(second))
        .flatMap(names -> names)
        .toList();
  }

  private boolean isSecond(String subdomain) {
    Matcher form = NameCheck.SECOND.matcher(subdomain);
    return form.matches() && form.group(1).equals(rest());
  }

  private String rest() {
    String stable = row.subdomain();
    return stable.substring(0, Math.min(stable.length(), LONGEST_SECOND));
  }

  @Override
  public Optional<String> refusalOfPort(int port) {
    if (book.get()
        .owner(NameKind.PORT, Integer.toString(port))
        .filter(row.id()::equals)
        .isPresent()) {
      return Optional.empty();
    }
    return around.reserved().isKept(port, key())
        ? Optional.of("port " + port + " is reserved for somebody else")
        : allowance.refusalOfPort(port);
  }

  @Override
  public Optional<PortRanges> ports() {
    return allowance.names().tcpPorts();
  }

  /** Its own, first one that it had before; then whatever it had before. */
  @Override
  public List<Integer> portsToTry(Optional<Integer> remembered) {
    List<Integer> before = new ArrayList<>(remembered.stream().toList());
    if (lastPort != 0) {
      before.add(lastPort);
    }
    List<Integer> own = book.get().ports(row.id());
    return Stream.of(before.stream().filter(own::contains), own.stream(), before.stream())
        .flatMap(ports -> ports)
        .distinct()
        .toList();
  }

  @Override
  public void hasPort(int port) {
    if (port != lastPort) {
      lastPort = port;
      around.notes().port(row.id(), port);
    }
  }

  @Override
  public Optional<CompletionStage<Integer>> tunnelsElsewhere(String clientId) {
    return usage.tunnelsElsewhere(clientId);
  }

  @Override
  public Optional<String> refusalOfTunnel(Object request, String clientId, int elsewhere) {
    return usage.refusalOfTunnel(request, clientId, elsewhere);
  }

  @Override
  public void tunnelClosed(Object request) {
    usage.tunnelClosed(request);
  }

  @Override
  public boolean mayConnect() {
    return usage.mayConnect();
  }

  @Override
  public Optional<Pace> up() {
    return usage.up();
  }

  @Override
  public Optional<Pace> down() {
    return usage.down();
  }
}
