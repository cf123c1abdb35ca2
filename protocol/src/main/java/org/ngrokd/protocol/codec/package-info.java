/**
 * Bytes to messages and back: {@link org.ngrokd.protocol.codec.FrameDecoder} cuts the stream into
 * payloads, {@link org.ngrokd.protocol.codec.MessageDecoder} reads them, {@link
 * org.ngrokd.protocol.codec.MessageEncoder} writes them in the record layout that old peers need.
 */
@NullMarked
package org.ngrokd.protocol.codec;

import org.jspecify.annotations.NullMarked;
