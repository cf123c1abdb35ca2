/**
 * Which event loop a connection gets: {@link org.ngrokd.server.loops.FewLoops} for visitors, {@link
 * org.ngrokd.server.loops.EvenLoops} for clients.
 */
@NullMarked
package org.ngrokd.server.loops;

import org.jspecify.annotations.NullMarked;
