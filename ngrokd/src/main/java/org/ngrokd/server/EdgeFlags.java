package org.ngrokd.server;

import org.ngrokd.server.edge.EdgePolicy;

/** The flags of {@code ngrokd} that say how visitors are treated. */
final class EdgeFlags {
  EdgePolicy policy() {
    return EdgePolicy.DEFAULT;
  }
}
