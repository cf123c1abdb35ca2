/** How a CA sees that a name is ours: answers by http, by TLS, by DNS. */
@NullMarked
package org.ngrokd.server.acme.challenge;

import org.jspecify.annotations.NullMarked;
