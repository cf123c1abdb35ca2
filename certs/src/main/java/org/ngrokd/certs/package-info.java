/**
 * Certificates: reads them, makes them, and says what is wrong with them.
 *
 * <p>Start at {@link org.ngrokd.certs.PemFiles} (files to certificates and keys), {@link
 * org.ngrokd.certs.CertificateNames} and {@link org.ngrokd.certs.Fingerprint} (is this the server
 * we meant?), {@link org.ngrokd.certs.IdentityCheck} (is this pair of files any good?) and {@link
 * org.ngrokd.certs.CertificateAuthority} (makes a CA and server certificates).
 *
 * <p>Only {@link org.ngrokd.certs.CertificateAuthority} leads to Bouncy Castle. The client is
 * shipped without it and uses everything else.
 */
@NullMarked
package org.ngrokd.certs;

import org.jspecify.annotations.NullMarked;
