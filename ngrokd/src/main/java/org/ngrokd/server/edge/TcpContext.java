package org.ngrokd.server.edge;

import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.streams.relay.ActiveRelays;

/**
 * What a visitor's connection works with of which only the bytes matter.
 *
 * @param reports counts those that are turned away, and says which are worth a line in the log
 * @param events hears what they do
 */
public record TcpContext(
    ActiveRelays relays, MemoryGuard memory, FloodReports reports, EdgeEvents events) {}
