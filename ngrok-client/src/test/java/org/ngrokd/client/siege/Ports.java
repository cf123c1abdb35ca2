package org.ngrokd.client.siege;

import java.io.IOException;
import org.ngrokd.protocol.testing.FreePort;

/** Where the programs under siege listen; the same after each of their restarts. */
record Ports(int http, int https, int tunnel, int metrics, int page, int ssh, int dns) {
  /** Ports that are free just now. */
  static Ports free() throws IOException {
    return new Ports(
        FreePort.tcp(),
        FreePort.tcp(),
        FreePort.tcp(),
        FreePort.tcp(),
        FreePort.tcp(),
        FreePort.tcp(),
        FreePort.tcp());
  }
}
