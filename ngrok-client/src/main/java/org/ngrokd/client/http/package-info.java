/**
 * Changes to the heads of requests and replies on their way between visitor and local service:
 * {@link org.ngrokd.client.http.HeadRewriting}.
 */
@NullMarked
package org.ngrokd.client.http;

import org.jspecify.annotations.NullMarked;
