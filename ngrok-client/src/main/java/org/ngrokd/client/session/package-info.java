/**
 * The client at work: {@link org.ngrokd.client.session.Reconnector} keeps it connected, {@link
 * org.ngrokd.client.session.Session} is one connected life, {@link
 * org.ngrokd.client.session.ProxyConnection} carries one public connection.
 */
@NullMarked
package org.ngrokd.client.session;

import org.jspecify.annotations.NullMarked;
