/**
 * What both programs need of a connection besides its messages: its {@link
 * org.ngrokd.streams.net.ConnectionLog name in the log}, its {@link
 * org.ngrokd.streams.net.TlsContexts TLS}, its {@link org.ngrokd.streams.net.Transport transport}
 * and {@link org.ngrokd.streams.net.Failures what a failure means}.
 */
@NullMarked
package org.ngrokd.streams.net;

import org.jspecify.annotations.NullMarked;
