package org.ngrokd.server.traces;

import java.net.URI;

/**
 * Where traces go, and of how many requests there are some.
 *
 * @param collector its address for traces, of http or https
 * @param share of the requests that come without a trace of their own, 0 to 1
 */
public record TraceOptions(URI collector, double share) {}
