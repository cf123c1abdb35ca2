/**
 * What the CA says of a certificate, for those who see it. Start at {@link
 * org.ngrokd.server.acme.ocsp.Stapler}.
 */
@NullMarked
package org.ngrokd.server.acme.ocsp;

import org.jspecify.annotations.NullMarked;
