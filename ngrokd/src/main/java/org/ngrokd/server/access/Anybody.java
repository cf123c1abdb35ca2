package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.streams.relay.Pace;

/** May do everything. */
final class Anybody implements Account {
  @Override
  public String name() {
    return "";
  }

  @Override
  public String key() {
    return "";
  }

  @Override
  public Optional<String> refusalOfProtocol(String protocol) {
    return Optional.empty();
  }

  @Override
  public Optional<String> refusalOfName(String host, String base) {
    return Optional.empty();
  }

  @Override
  public List<String> subdomainsToTry(Optional<String> remembered, List<String> any) {
    return Stream.concat(remembered.stream(), any.stream()).toList();
  }

  @Override
  public boolean hasStableName() {
    return false;
  }

  @Override
  public Optional<String> refusalOfPort(int port) {
    return Optional.empty();
  }

  @Override
  public Optional<PortRanges> ports() {
    return Optional.empty();
  }

  @Override
  public List<Integer> portsToTry(Optional<Integer> remembered) {
    return remembered.stream().toList();
  }

  @Override
  public void hasPort(int port) {}

  @Override
  public Optional<String> refusalOfTunnel(Object request, String clientId, int elsewhere) {
    return Optional.empty();
  }

  @Override
  public void tunnelClosed(Object request) {}

  @Override
  public boolean mayConnect() {
    return true;
  }

  @Override
  public Optional<Pace> up() {
    return Optional.empty();
  }

  @Override
  public Optional<Pace> down() {
    return Optional.empty();
  }
}
