package org.ngrokd.server.control;

import io.netty.channel.Channel;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.server.limits.AddressBlock;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.TunnelGate;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.proxy.MuxAllowance;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.streams.net.PeerAddress;

/**
 * What every control connection works with.
 *
 * @param holders of tunnels, whatever they speak
 * @param places how many tunnels there may be
 * @param dismissals what was taken from clients that cannot be told so
 * @param mux for clients that multiplex; empty: that is turned off
 * @param homes where else clients may have their names; empty: one server alone
 */
public record ControlContext(
    ControlRegistry registry,
    Holders holders,
    Identities identities,
    TunnelOpener tunnels,
    Refusals refusals,
    ClientGate gate,
    TunnelGate places,
    Dismissals dismissals,
    Optional<MuxAllowance> mux,
    Optional<Supplier<Homes>> homes) {
  /** The places of this control connection's tunnels. */
  TunnelPlaces places(Channel control) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(control));
    return address == null ? TunnelPlaces.unlimited() : places.client(address);
  }
}
