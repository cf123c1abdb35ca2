/** How a server runs: {@link org.ngrokd.server.options.ServerOptions}, as it was asked for. */
@NullMarked
package org.ngrokd.server.options;

import org.jspecify.annotations.NullMarked;
