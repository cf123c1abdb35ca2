/**
 * The access log: a line for each request, and for each connection of a tcp or tls tunnel. {@link
 * org.ngrokd.server.accesslog.AccessLog} listens to visitors, {@link
 * org.ngrokd.server.accesslog.EntryWriter} writes on a thread of its own. Not even loaded without
 * {@code -accessLog}, but for its options.
 */
@NullMarked
package org.ngrokd.server.accesslog;

import org.jspecify.annotations.NullMarked;
