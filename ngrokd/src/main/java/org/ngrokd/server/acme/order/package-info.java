/**
 * When which certificate is asked for: one order at a time for a name, pauses after failures,
 * renewals.
 */
@NullMarked
package org.ngrokd.server.acme.order;

import org.jspecify.annotations.NullMarked;
