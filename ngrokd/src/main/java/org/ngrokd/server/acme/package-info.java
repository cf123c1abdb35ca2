/**
 * Certificates from a public CA, by themselves: for the domain, for every name that has a tunnel,
 * and anew before they end. Start at {@link org.ngrokd.server.acme.Acme}. Not even loaded where
 * nobody wants it.
 */
@NullMarked
package org.ngrokd.server.acme;

import org.jspecify.annotations.NullMarked;
