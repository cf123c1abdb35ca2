package org.ngrokd.server.control;

import java.util.Optional;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.tunnel.TunnelOpener;

/**
 * What every control connection works with.
 *
 * @param mux for clients that multiplex; empty: that is turned off
 */
public record ControlServices(
    ControlRegistry registry,
    Identities identities,
    TunnelOpener tunnels,
    Refusals refusals,
    ClientGate gate,
    Optional<MuxServices> mux) {}
