/** Files that are for their owner only: {@link org.ngrokd.protocol.files.PrivateFiles}. */
@NullMarked
package org.ngrokd.protocol.files;

import org.jspecify.annotations.NullMarked;
