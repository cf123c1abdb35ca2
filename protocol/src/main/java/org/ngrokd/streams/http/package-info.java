/**
 * HTTP/1 as the edge needs it: where a message's head and body end, and what its head says, without
 * ever changing a byte that need not change. {@link org.ngrokd.streams.http.HeadReader} collects a
 * head, {@link org.ngrokd.streams.http.RequestHead} and {@link
 * org.ngrokd.streams.http.ResponseHead} read it, {@link org.ngrokd.streams.http.HeadEdit} changes
 * it, {@link org.ngrokd.streams.http.BodyScanner} follows the body.
 */
@NullMarked
package org.ngrokd.streams.http;

import org.jspecify.annotations.NullMarked;
