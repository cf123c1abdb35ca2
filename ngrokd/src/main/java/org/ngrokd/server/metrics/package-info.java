/**
 * Numbers for a monitoring system, and whether all is well: {@link
 * org.ngrokd.server.metrics.ServerMetrics} reads numbers where they are, one {@link
 * org.ngrokd.server.metrics.Figures} for each place; {@link
 * org.ngrokd.server.metrics.CountedTraffic} counts visitors; {@link
 * org.ngrokd.server.metrics.MetricsPipeline} serves it all. Nothing of it is loaded where nobody
 * wants it.
 */
@NullMarked
package org.ngrokd.server.metrics;

import org.jspecify.annotations.NullMarked;
