package org.ngrokd.server.access;

import io.netty.util.concurrent.Ticker;
import org.ngrokd.server.limits.LimitCounters;

/**
 * What use is measured with.
 *
 * @param ticker the time
 * @param limits counts what is refused
 */
public record Meters(Ticker ticker, LimitCounters limits) {}
