package org.ngrokd.server.cluster;

/**
 * Numbers of one node.
 *
 * @param isSure whether its lease surely holds
 * @param names that it has
 * @param known names of which it knows where they are
 * @param links connections to other nodes that it has made
 * @param ports of other nodes' tcp tunnels that are open here
 */
public record ClusterFigures(boolean isSure, int names, int known, int links, int ports) {}
