/**
 * Several servers that share their names: {@link org.ngrokd.server.cluster.Cluster} puts it
 * together, {@link org.ngrokd.server.cluster.ClusterDirectory} says who has a name. Nothing of it
 * is loaded without {@code -cluster}, but {@code options}.
 */
@NullMarked
package org.ngrokd.server.cluster;

import org.jspecify.annotations.NullMarked;
