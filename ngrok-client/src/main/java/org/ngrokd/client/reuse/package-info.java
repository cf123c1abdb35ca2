/**
 * Connections to local services that serve one visitor after the other. Begin with {@link
 * org.ngrokd.client.reuse.KeptConnections}, then {@link org.ngrokd.client.reuse.BorrowedEnd}.
 */
@NullMarked
package org.ngrokd.client.reuse;

import org.jspecify.annotations.NullMarked;
