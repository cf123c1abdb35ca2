package org.ngrokd.server.edge;

/**
 * What a request that is traced tells its service of that (W3C Trace Context).
 *
 * @param parent the value of {@code traceparent}
 * @param isContinued whether the trace is the visitor's; if not, what the visitor said of another
 *     one is left out
 */
public record Trace(String parent, boolean isContinued) {}
