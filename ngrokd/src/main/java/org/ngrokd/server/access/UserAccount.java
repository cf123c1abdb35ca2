package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ngrokd.streams.relay.Pace;

/**
 * A user of the file, with what it uses at the moment. There is one for each name, for all control
 * connections with its token.
 */
final class UserAccount implements Account {
  private final Supplier<Users> users;
  private final Reservations reserved;
  private final Usage usage;
  private volatile User user;

  /**
   * @param users the file as it is now
   * @param reserved names that are kept for anybody, those of the file too
   */
  UserAccount(User user, Supplier<Users> users, Reservations reserved, Meters meters) {
    this.users = users;
    this.reserved = reserved;
    this.usage = new Usage(user.name(), user.allowance().quota(), meters);
    this.user = user;
  }

  /** The file may have changed: what it says now of this user, holds from now on. */
  synchronized void refresh() {
    users.get().named(user.name()).ifPresent(found -> user = found);
    usage.allow(user.allowance().quota());
  }

  @Override
  public String name() {
    return user.name();
  }

  @Override
  public String key() {
    return name();
  }

  @Override
  public Optional<String> refusalOfProtocol(String protocol) {
    return user.allowance().refusalOfProtocol(protocol);
  }

  /** A name that the file gives it in so many words is its own, whatever is kept elsewhere. */
  @Override
  public Optional<String> refusalOfName(String host, String base) {
    AskedName name = new AskedName(host, base);
    Allowance allowance = user.allowance();
    return !allowance.names().isPlainly(name) && reserved.isKept(name, key())
        ? Optional.of("The name " + host + " is reserved for somebody else")
        : allowance.refusalOfName(name);
  }

  @Override
  public List<String> subdomainsToTry(Optional<String> remembered, List<String> any) {
    return Stream.of(
            remembered.stream(),
            user.allowance().names().subdomains().filled(any.get(0)).stream(),
            any.stream())
        .flatMap(names -> names)
        .toList();
  }

  @Override
  public boolean hasStableName() {
    return false;
  }

  @Override
  public Optional<String> refusalOfPort(int port) {
    Allowance allowance = user.allowance();
    return !allowance.names().claim(port) && reserved.isKept(port, key())
        ? Optional.of("port " + port + " is reserved for somebody else")
        : allowance.refusalOfPort(port);
  }

  @Override
  public Optional<PortRanges> ports() {
    return user.allowance().names().tcpPorts();
  }

  @Override
  public List<Integer> portsToTry(Optional<Integer> remembered) {
    return remembered.stream().toList();
  }

  @Override
  public void hasPort(int port) {}

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
