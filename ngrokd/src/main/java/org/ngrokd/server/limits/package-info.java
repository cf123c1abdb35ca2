/**
 * How much strangers may ask of the server: {@link org.ngrokd.server.limits.FloodLimits} are the
 * bounds, {@link org.ngrokd.server.limits.LimitCounters} counts how often each was reached.
 */
@NullMarked
package org.ngrokd.server.limits;

import org.jspecify.annotations.NullMarked;
