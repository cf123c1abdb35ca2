package org.ngrokd.server.control;

import org.ngrokd.server.access.AccountSource;

/**
 * By what clients are known.
 *
 * @param accounts by their tokens
 * @param clientIds as the same ones again
 */
public record Identities(AccountSource accounts, ClientIds clientIds) {}
