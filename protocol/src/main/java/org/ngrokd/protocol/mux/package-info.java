/**
 * Many proxied streams in one TLS connection, between our own two programs: HTTP/2 frames, one
 * stream for each public connection. Start at {@link org.ngrokd.protocol.mux.MuxConnection}; a
 * stream is a {@link org.ngrokd.streams.relay.RelayEnd} like a socket. Protocol: docs/protocol.md
 * "Multiplexing".
 */
@NullMarked
package org.ngrokd.protocol.mux;

import org.jspecify.annotations.NullMarked;
