/**
 * The server: {@link org.ngrokd.server.Main} reads the command line, {@link
 * org.ngrokd.server.NgrokServer} starts and stops everything.
 */
@NullMarked
package org.ngrokd.server;

import org.jspecify.annotations.NullMarked;
