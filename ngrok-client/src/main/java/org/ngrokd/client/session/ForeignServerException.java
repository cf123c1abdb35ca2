package org.ngrokd.client.session;

import java.io.IOException;

/** The server speaks something else than TLS. */
final class ForeignServerException extends IOException {
  /**
   * @param protocol what it speaks
   */
  ForeignServerException(String protocol) {
    super(protocol);
  }
}
