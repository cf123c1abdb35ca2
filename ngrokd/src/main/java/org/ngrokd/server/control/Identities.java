package org.ngrokd.server.control;

import org.ngrokd.server.access.Accounts;

/**
 * By what clients are known.
 *
 * @param accounts by their tokens
 * @param clientIds as the same ones again
 */
public record Identities(Accounts accounts, ClientIds clientIds) {}
