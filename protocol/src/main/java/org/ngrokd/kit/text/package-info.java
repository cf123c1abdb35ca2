/**
 * Text for people: from outside, made harmless ({@link org.ngrokd.kit.text.Printable}), and as wide
 * as there is room ({@link org.ngrokd.kit.text.Columns}).
 */
@NullMarked
package org.ngrokd.kit.text;

import org.jspecify.annotations.NullMarked;
