/**
 * A whole terminal for a program: {@link org.ngrokd.kit.terminal.Screen} takes it, draws, hears
 * keys, and gives it back as it was.
 */
@NullMarked
package org.ngrokd.kit.terminal;

import org.jspecify.annotations.NullMarked;
