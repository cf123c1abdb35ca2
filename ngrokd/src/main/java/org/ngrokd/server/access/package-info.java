/** Who may do what: tokens and what they allow. */
@NullMarked
package org.ngrokd.server.access;

import org.jspecify.annotations.NullMarked;
