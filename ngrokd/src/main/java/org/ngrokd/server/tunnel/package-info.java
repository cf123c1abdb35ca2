/**
 * Tunnels and their public URLs: {@link org.ngrokd.server.tunnel.TunnelOpener} opens them, {@link
 * org.ngrokd.server.tunnel.TunnelRegistry} finds them.
 */
@NullMarked
package org.ngrokd.server.tunnel;

import org.jspecify.annotations.NullMarked;
