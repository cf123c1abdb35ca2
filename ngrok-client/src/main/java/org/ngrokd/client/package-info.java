/**
 * The client as a library: {@link org.ngrokd.client.NgrokClient}. The program is {@link
 * org.ngrokd.client.program.Main}.
 */
@NullMarked
package org.ngrokd.client;

import org.jspecify.annotations.NullMarked;
