/** What the server keeps on disk: {@link org.ngrokd.server.state.StateDirectory}. */
@NullMarked
package org.ngrokd.server.state;

import org.jspecify.annotations.NullMarked;
