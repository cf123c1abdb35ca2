package org.ngrokd.server.ssh;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.limits.AddressBlock;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.limits.SshStarts;
import org.ngrokd.server.limits.TunnelGate;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.ssh.screen.WatchedTunnels;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.ssh.SshLine;

/**
 * What every connection of the gateway works with.
 *
 * @param names what the server is called, and serves
 * @param people who may come in
 * @param tunnels opens them
 * @param limits what anybody may ask for
 * @param visitors what is known of them
 */
public record SshContext(
    Names names, People people, TunnelOpener tunnels, Limits limits, Visitors visitors) {
  /**
   * What the server is called.
   *
   * @param domain the host of public URLs
   * @param isOurDomain whether a name, in lower case, is one below which there are subdomains
   * @param served what there are public listeners for, besides tcp
   */
  public record Names(String domain, Predicate<String> isOurDomain, Set<TunnelProtocol> served) {}

  /** Who may come in, and who is there. */
  public record People(AccountSources accounts, Holders holders) {}

  /** What anybody may ask for. */
  public record Limits(ClientGate gate, SshStarts starts, TunnelGate tunnels, MemoryGuard memory) {}

  /**
   * What is known of visitors.
   *
   * @param relays between private tunnels and those who come to them
   * @param watched the tunnels at which somebody looks
   */
  public record Visitors(ActiveRelays relays, WatchedTunnels watched) {}

  /** The places of one connection's tunnels. */
  TunnelPlaces places(SshLine line) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(line.socket()));
    return Optional.ofNullable(address)
        .map(limits.tunnels()::client)
        .orElseGet(TunnelPlaces::unlimited);
  }
}
