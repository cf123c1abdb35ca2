/**
 * The server's certificate: given as files or made by ourselves, and loaded anew when the files
 * change. Start at {@link org.ngrokd.server.tls.ServerTls}.
 */
@NullMarked
package org.ngrokd.server.tls;

import org.jspecify.annotations.NullMarked;
