/**
 * Reads YAML config files so that every mistake can be told with its file and line: {@link
 * org.ngrokd.protocol.config.ConfigSection} is where to start.
 */
@NullMarked
package org.ngrokd.protocol.config;

import org.jspecify.annotations.NullMarked;
