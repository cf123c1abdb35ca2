/**
 * Files that must not be lost, nor read by strangers: {@link org.ngrokd.kit.files.AtomicFile}
 * writes them, {@link org.ngrokd.kit.files.LockFile} keeps two processes apart.
 */
@NullMarked
package org.ngrokd.kit.files;

import org.jspecify.annotations.NullMarked;
