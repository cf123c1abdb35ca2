package org.ngrokd.server.edge;

import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.streams.relay.ActiveRelays;

/** What a visitor's connection works with of which only the bytes matter. */
public record TcpServices(ActiveRelays relays, MemoryGuard memory) {}
