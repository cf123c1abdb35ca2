/**
 * Tells somebody when tunnels and clients come and go: {@link org.ngrokd.server.notices.Notices}.
 * Nothing of it but its options is loaded where nobody wants it.
 */
@NullMarked
package org.ngrokd.server.notices;

import org.jspecify.annotations.NullMarked;
