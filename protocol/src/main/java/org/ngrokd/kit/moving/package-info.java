/**
 * Takes over config files of other programs without losing anything in silence: {@link
 * org.ngrokd.kit.moving.ForeignFile} reads one, {@link org.ngrokd.kit.moving.ForeignKeys} knows
 * what of it nobody has asked for, and {@link org.ngrokd.kit.moving.Leftovers} tells that.
 */
@NullMarked
package org.ngrokd.kit.moving;

import org.jspecify.annotations.NullMarked;
