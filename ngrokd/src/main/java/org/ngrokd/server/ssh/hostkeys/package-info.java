/**
 * The keys by which people know this server in SSH, made once: {@link
 * org.ngrokd.server.ssh.hostkeys.HostKeys}.
 */
@NullMarked
package org.ngrokd.server.ssh.hostkeys;

import org.jspecify.annotations.NullMarked;
