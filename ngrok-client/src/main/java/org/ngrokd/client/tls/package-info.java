/**
 * Visitors' TLS that ends in this client: {@link org.ngrokd.client.tls.VisitorTls} has a tunnel's
 * certificate, {@link org.ngrokd.client.tls.TlsEnd} is a visitor behind TLS.
 */
@NullMarked
package org.ngrokd.client.tls;

import org.jspecify.annotations.NullMarked;
