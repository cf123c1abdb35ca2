/** TXT records for challenges: through a program, by updates, or answered by the server itself. */
@NullMarked
package org.ngrokd.server.acme.dns;

import org.jspecify.annotations.NullMarked;
