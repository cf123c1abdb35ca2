/**
 * The ways to one client on which its visitors are served: proxy connections that wait in a {@link
 * org.ngrokd.server.proxy.ProxyPool}, or streams of the multiplexed connections in a {@link
 * org.ngrokd.server.proxy.MuxPool}. {@link org.ngrokd.server.proxy.ClientWays} has both.
 */
@NullMarked
package org.ngrokd.server.proxy;

import org.jspecify.annotations.NullMarked;
