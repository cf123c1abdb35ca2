/**
 * Numbers for a monitoring system: {@link org.ngrokd.server.metrics.ServerMetrics} reads them where
 * they are, {@link org.ngrokd.server.metrics.MetricsPipeline} serves them. No other package knows
 * this one.
 */
@NullMarked
package org.ngrokd.server.metrics;

import org.jspecify.annotations.NullMarked;
