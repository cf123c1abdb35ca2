/**
 * What an account may use in all servers of a cluster together. {@link
 * org.ngrokd.server.cluster.shares.SharedLimits} asks the others every second about accounts that
 * have limits and are in use here, and gives each the part that {@link
 * org.ngrokd.server.cluster.shares.ShareRule} says; {@link
 * org.ngrokd.server.cluster.shares.TunnelCounts} asks them when a tunnel is opened. No visitor
 * waits for that.
 */
@NullMarked
package org.ngrokd.server.cluster.shares;

import org.jspecify.annotations.NullMarked;
