/**
 * Replies compressed for visitors who take that: {@link org.ngrokd.client.compress.Compression}.
 * What may be is {@link org.ngrokd.client.compress.Compressible}'s to say, which coding {@link
 * org.ngrokd.client.compress.AcceptedCodings}'.
 */
@NullMarked
package org.ngrokd.client.compress;

import org.jspecify.annotations.NullMarked;
