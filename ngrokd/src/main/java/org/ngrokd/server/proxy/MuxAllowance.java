package org.ngrokd.server.proxy;

import org.ngrokd.protocol.mux.MuxEvents;
import org.ngrokd.protocol.mux.WindowBudget;

/**
 * How much of multiplexing one client may have.
 *
 * @param connections most connections of one client
 * @param budget how much all windows may grow
 * @param events hears what its connections do
 */
public record MuxAllowance(int connections, WindowBudget budget, MuxEvents events) {}
