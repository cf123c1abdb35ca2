/**
 * Local services that get visitors' requests by HTTP/2: {@link org.ngrokd.client.http2.Http2End}.
 * Visitors speak HTTP/1, as does the rest of the client.
 */
@NullMarked
package org.ngrokd.client.http2;

import org.jspecify.annotations.NullMarked;
