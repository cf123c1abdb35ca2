/** Text from outside, made harmless: {@link org.ngrokd.kit.text.Printable}. */
@NullMarked
package org.ngrokd.kit.text;

import org.jspecify.annotations.NullMarked;
