/**
 * What a session of the SSH gateway shows in a terminal. Start at {@link
 * org.ngrokd.server.ssh.screen.LiveScreen}; what visitors do comes from {@link
 * org.ngrokd.server.ssh.screen.WatchedTunnels}. Knows nothing of SSH.
 */
@NullMarked
package org.ngrokd.server.ssh.screen;

import org.jspecify.annotations.NullMarked;
