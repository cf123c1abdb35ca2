package org.ngrokd.server.proxy;

import org.ngrokd.protocol.mux.WindowBudget;

/**
 * How much of multiplexing one client may have.
 *
 * @param connections most connections of one client
 * @param budget how much all windows may grow
 */
public record MuxAllowance(int connections, WindowBudget budget) {}
