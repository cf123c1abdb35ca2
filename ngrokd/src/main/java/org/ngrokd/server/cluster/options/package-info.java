/** How several servers work together, as it was asked for; the only part that is always loaded. */
@NullMarked
package org.ngrokd.server.cluster.options;

import org.jspecify.annotations.NullMarked;
