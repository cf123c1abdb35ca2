package org.ngrokd.client.websocket;

/** Why a WebSocket is closed. RFC 6455, 7.4. */
final class CloseCode {
  static final int NORMAL = 1000;
  static final int PROTOCOL_ERROR = 1002;
  static final int SERVICE_BROKE = 1011;

  /** None was given, which a frame says by having no code. */
  static final int NONE = 1005;

  private CloseCode() {}

  /** Whether it may stand in a frame. */
  static boolean isSendable(int code) {
    return (code >= NORMAL && code <= 1014 && code != 1004 && code != NONE && code != 1006)
        || (code >= 3000 && code < 5000);
  }
}
