/**
 * Copies bytes both ways between two connections. Start at {@link org.ngrokd.streams.relay.Relay};
 * what it joins are {@link org.ngrokd.streams.relay.RelayEnd}s, and a socket becomes one through
 * {@link org.ngrokd.streams.relay.ChannelEnd}.
 */
@NullMarked
package org.ngrokd.streams.relay;

import org.jspecify.annotations.NullMarked;
