/**
 * Reads YAML config files so that every mistake can be told with its file and line: {@link
 * org.ngrokd.kit.config.ConfigSection} is where to start. TOML and ini are read for files of other
 * programs.
 */
@NullMarked
package org.ngrokd.kit.config;

import org.jspecify.annotations.NullMarked;
