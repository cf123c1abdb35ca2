/**
 * The program "ngrok": {@link org.ngrokd.client.program.Main} reads the command line and the config
 * file, and prints. Its command "diagnose" is a package of its own.
 */
@NullMarked
package org.ngrokd.client.program;

import org.jspecify.annotations.NullMarked;
