package org.ngrokd.server.cluster.check;

import java.time.Duration;
import java.util.List;

/**
 * What a history comes to.
 *
 * @param violations one line each; empty: all held that has to
 * @param older visits that a client's older connection answered after its newer one had the name,
 *     which may be for a lease
 * @param longestOlder the longest time after
 */
record Verdict(List<String> violations, long older, Duration longestOlder) {}
