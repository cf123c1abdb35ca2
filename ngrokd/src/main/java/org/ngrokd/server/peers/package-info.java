/**
 * The other servers of a cluster, as parts of this one see them: {@link
 * org.ngrokd.server.peers.Peers} asks them, and answers them.
 */
@NullMarked
package org.ngrokd.server.peers;

import org.jspecify.annotations.NullMarked;
