/**
 * Files that must not be lost, nor read by strangers: {@link org.ngrokd.protocol.files.AtomicFile}
 * writes them, {@link org.ngrokd.protocol.files.LockFile} keeps two processes apart.
 */
@NullMarked
package org.ngrokd.protocol.files;

import org.jspecify.annotations.NullMarked;
