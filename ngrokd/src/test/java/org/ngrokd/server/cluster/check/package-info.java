/**
 * A cluster under random faults, and a check of the history of what its clients and visitors saw:
 * {@link org.ngrokd.server.cluster.check.ClusterCheck}, which scripts/cluster-check runs. What has
 * to hold is {@link org.ngrokd.server.cluster.check.Checker}'s.
 */
@NullMarked
package org.ngrokd.server.cluster.check;

import org.jspecify.annotations.NullMarked;
