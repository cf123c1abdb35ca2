/** What the server's tests share: {@link org.ngrokd.server.testing.CapturedLog}. */
@NullMarked
package org.ngrokd.server.testing;

import org.jspecify.annotations.NullMarked;
