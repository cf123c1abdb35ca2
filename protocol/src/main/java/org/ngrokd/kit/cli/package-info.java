/** Command lines as Go's flag package reads them: {@link org.ngrokd.kit.cli.GoFlags}. */
@NullMarked
package org.ngrokd.kit.cli;

import org.jspecify.annotations.NullMarked;
