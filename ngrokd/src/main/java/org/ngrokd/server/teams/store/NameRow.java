package org.ngrokd.server.teams.store;

import java.time.Instant;

/**
 * A name or port that is an account's. Immutable.
 *
 * @param name in lower case; a port as a number
 */
public record NameRow(NameKind kind, String name, String accountId, Instant created) {}
