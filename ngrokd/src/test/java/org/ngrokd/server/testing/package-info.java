/**
 * What the server's tests share: {@link org.ngrokd.server.testing.CapturedLog}, {@link
 * org.ngrokd.server.testing.EveryStore}.
 */
@NullMarked
package org.ngrokd.server.testing;

import org.jspecify.annotations.NullMarked;
