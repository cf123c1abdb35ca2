/**
 * The SSH gateway: tunnels for whoever has nothing but {@code ssh -R}, and for pgrok's client.
 * Start at {@link org.ngrokd.server.ssh.SshGateway}; one client's life is {@link
 * org.ngrokd.server.ssh.SshConnection}. Not even loaded where nobody wants it.
 */
@NullMarked
package org.ngrokd.server.ssh;

import org.jspecify.annotations.NullMarked;
