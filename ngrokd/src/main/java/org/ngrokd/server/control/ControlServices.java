package org.ngrokd.server.control;

import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.tunnel.TunnelOpener;

/** What every control connection works with. */
public record ControlServices(
    ControlRegistry registry,
    ClientIds clientIds,
    TunnelOpener tunnels,
    Refusals refusals,
    ClientGate gate) {}
