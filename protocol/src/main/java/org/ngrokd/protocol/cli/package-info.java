/** Command lines as Go's flag package reads them: {@link org.ngrokd.protocol.cli.GoFlags}. */
@NullMarked
package org.ngrokd.protocol.cli;

import org.jspecify.annotations.NullMarked;
