/**
 * Both programs together, on real sockets and real TLS: {@link org.ngrokd.client.pair.Pair} starts
 * them in this JVM, {@link org.ngrokd.client.pair.Programs} as processes.
 */
@NullMarked
package org.ngrokd.client.pair;

import org.jspecify.annotations.NullMarked;
