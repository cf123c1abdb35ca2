package org.ngrokd.server.proxy;

import org.ngrokd.protocol.mux.WindowBudget;

/**
 * What multiplexing works with.
 *
 * @param connections most connections of one client
 * @param budget how much all windows may grow
 */
public record MuxServices(int connections, WindowBudget budget) {}
