package org.ngrokd.server.acme.ca;

import java.time.Instant;

/**
 * In which the CA would have a certificate renewed.
 *
 * @param askAgain when to ask next
 */
public record RenewalWindow(Instant start, Instant end, Instant askAgain) {}
