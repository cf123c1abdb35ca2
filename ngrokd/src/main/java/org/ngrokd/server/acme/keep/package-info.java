/** Where certificates, their keys and the account's are kept. */
@NullMarked
package org.ngrokd.server.acme.keep;

import org.jspecify.annotations.NullMarked;
