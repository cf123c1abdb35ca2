/**
 * Copies bytes both ways between two connections. Start at {@link org.ngrokd.protocol.relay.Relay};
 * what it joins are {@link org.ngrokd.protocol.relay.RelayEnd}s, and a socket becomes one through
 * {@link org.ngrokd.protocol.relay.ChannelEnd}.
 */
@NullMarked
package org.ngrokd.protocol.relay;

import org.jspecify.annotations.NullMarked;
