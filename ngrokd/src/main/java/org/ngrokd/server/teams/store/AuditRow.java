package org.ngrokd.server.teams.store;

import java.time.Instant;

/**
 * A line of who did what. Immutable.
 *
 * @param seq grows from line to line
 * @param who a subdomain, or "ngrokd" with a word for what was done on the server itself
 * @param address whom it came from; "" for the server itself
 * @param action as "token.made"
 * @param target what it was done to
 * @param detail more of it, no secrets; may be ""
 */
public record AuditRow(
    long seq,
    Instant at,
    String who,
    String address,
    String action,
    String target,
    String detail) {}
