/**
 * SSH connections on our event loops: what Apache MINA SSHD needs of a socket, which algorithms are
 * spoken, and a forwarded channel as the end of a relay.
 */
@NullMarked
package org.ngrokd.streams.ssh;

import org.jspecify.annotations.NullMarked;
