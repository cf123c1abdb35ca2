/** Connections that the client opens: {@link org.ngrokd.client.dial.Dialer}. */
@NullMarked
package org.ngrokd.client.dial;

import org.jspecify.annotations.NullMarked;
