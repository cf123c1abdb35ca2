/** The only package of the client that knows the JSON library. */
@NullMarked
package org.ngrokd.kit.json;

import org.jspecify.annotations.NullMarked;
