package org.ngrokd.server.teams.store;

import java.time.Instant;

/**
 * A browser that is signed in. Immutable.
 *
 * @param hash of what its cookie holds
 * @param seen last, to a minute
 * @param address whom it came from, at first
 * @param agent what the browser says of itself, at most 200 characters
 */
public record SessionRow(
    String hash, String accountId, Instant created, Instant seen, String address, String agent) {}
