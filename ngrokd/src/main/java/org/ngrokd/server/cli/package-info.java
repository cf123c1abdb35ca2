/**
 * The server's command line: {@link org.ngrokd.server.cli.ServerFlags} gives {@link
 * org.ngrokd.server.options.ServerOptions}; beside it the commands that are not the server.
 */
@NullMarked
package org.ngrokd.server.cli;

import org.jspecify.annotations.NullMarked;
