/**
 * The client: {@link org.ngrokd.client.Main} is the program, {@link org.ngrokd.client.NgrokClient}
 * the library.
 */
@NullMarked
package org.ngrokd.client;

import org.jspecify.annotations.NullMarked;
