/**
 * The messages of ngrok 1.7's protocol. Start at {@link org.ngrokd.protocol.Message}: it answers
 * "what is on the wire?".
 */
@NullMarked
package org.ngrokd.protocol;

import org.jspecify.annotations.NullMarked;
