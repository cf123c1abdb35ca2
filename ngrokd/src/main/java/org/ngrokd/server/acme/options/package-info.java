/**
 * What is wanted of certificates that come by themselves; all of the wing that is always loaded.
 */
@NullMarked
package org.ngrokd.server.acme.options;

import org.jspecify.annotations.NullMarked;
