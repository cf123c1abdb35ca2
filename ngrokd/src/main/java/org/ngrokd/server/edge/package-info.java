/**
 * Public connections. Of http and https every request is seen to: {@link
 * org.ngrokd.server.edge.http.HttpConnection} is a visitor's connection, {@link
 * org.ngrokd.server.edge.http.RequestJudge} decides what becomes of a request. Of tcp only the
 * bytes matter: {@link org.ngrokd.server.edge.PublicConnection}. What they do is told to {@link
 * org.ngrokd.server.edge.EdgeEvents}.
 */
@NullMarked
package org.ngrokd.server.edge;

import org.jspecify.annotations.NullMarked;
