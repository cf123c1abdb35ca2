/**
 * Visitors' streams from one node to another: {@link org.ngrokd.server.cluster.links.Links} sends
 * them, {@link org.ngrokd.server.cluster.links.Reception} takes them.
 */
@NullMarked
package org.ngrokd.server.cluster.links;

import org.jspecify.annotations.NullMarked;
