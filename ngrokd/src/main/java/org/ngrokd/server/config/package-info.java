/**
 * {@code ngrokd.yml}: the flags in a file, and what only a file can say. {@link
 * org.ngrokd.server.config.ServerConfigFile} reads it and tells all that is wrong at once.
 */
@NullMarked
package org.ngrokd.server.config;

import org.jspecify.annotations.NullMarked;
