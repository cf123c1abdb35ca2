/**
 * How much strangers may ask of the server: {@link org.ngrokd.server.limits.FloodLimits} are the
 * bounds, {@link org.ngrokd.server.limits.FloodGuard} puts together what keeps them ({@link
 * org.ngrokd.server.limits.ClientGate}, {@link org.ngrokd.server.limits.VisitorGate}, {@link
 * org.ngrokd.server.limits.AcceptPause}), {@link org.ngrokd.server.limits.LimitCounters} counts how
 * often each was reached.
 */
@NullMarked
package org.ngrokd.server.limits;

import org.jspecify.annotations.NullMarked;
