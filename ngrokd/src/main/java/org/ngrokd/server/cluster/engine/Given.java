package org.ngrokd.server.cluster.engine;

import java.util.Optional;

/**
 * That a node has got a name.
 *
 * @param epoch greater than each that the name had before
 * @param takenFrom the node that had it, on behalf of the same owner, and lives: it may serve the
 *     name until it hears of that; empty: nobody had it, that node itself, or one that is buried
 */
public record Given(long epoch, Optional<String> takenFrom) {}
