/**
 * Public connections: {@link org.ngrokd.server.edge.VhostHandler} finds the tunnel that a request
 * is for, {@link org.ngrokd.server.edge.PublicConnection} joins it with the client.
 */
@NullMarked
package org.ngrokd.server.edge;

import org.jspecify.annotations.NullMarked;
