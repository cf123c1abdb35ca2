/**
 * The server's own pages, at the name of its domain: {@link org.ngrokd.server.teams.site.Site}
 * serves them on a Unix socket, to which the edge leads visitors as to any local service.
 */
@NullMarked
package org.ngrokd.server.teams.site;

import org.jspecify.annotations.NullMarked;
