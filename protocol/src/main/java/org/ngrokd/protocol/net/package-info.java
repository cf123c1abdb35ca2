/**
 * What both programs need of a connection besides its messages: its {@link
 * org.ngrokd.protocol.net.ConnectionLog name in the log}, its {@link
 * org.ngrokd.protocol.net.TlsContexts TLS}, its {@link org.ngrokd.protocol.net.Transport transport}
 * and {@link org.ngrokd.protocol.net.Failures what a failure means}.
 */
@NullMarked
package org.ngrokd.protocol.net;

import org.jspecify.annotations.NullMarked;
