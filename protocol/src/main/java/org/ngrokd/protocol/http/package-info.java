/**
 * HTTP/1 as the edge needs it: where a message's head and body end, and what its head says, without
 * ever changing a byte that need not change. {@link org.ngrokd.protocol.http.HeadReader} collects a
 * head, {@link org.ngrokd.protocol.http.RequestHead} and {@link
 * org.ngrokd.protocol.http.ResponseHead} read it, {@link org.ngrokd.protocol.http.HeadEdit} changes
 * it, {@link org.ngrokd.protocol.http.BodyScanner} follows the body.
 */
@NullMarked
package org.ngrokd.protocol.http;

import org.jspecify.annotations.NullMarked;
