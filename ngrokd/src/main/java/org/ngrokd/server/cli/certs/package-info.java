/** The commands on certificates that came from a CA: they work beside a server that runs. */
@NullMarked
package org.ngrokd.server.cli.certs;

import org.jspecify.annotations.NullMarked;
