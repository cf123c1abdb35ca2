/** {@code ngrokd cluster}: what is done with several servers, beside starting them. */
@NullMarked
package org.ngrokd.server.cli.joining;

import org.jspecify.annotations.NullMarked;
