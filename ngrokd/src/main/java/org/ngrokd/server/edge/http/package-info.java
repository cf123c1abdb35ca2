/**
 * Visitors who speak HTTP: {@link org.ngrokd.server.edge.http.VhostHandler} meets them, {@link
 * org.ngrokd.server.edge.http.HttpConnection} has one's connection, {@link
 * org.ngrokd.server.edge.http.RequestJudge} decides what becomes of a request.
 */
@NullMarked
package org.ngrokd.server.edge.http;

import org.jspecify.annotations.NullMarked;
