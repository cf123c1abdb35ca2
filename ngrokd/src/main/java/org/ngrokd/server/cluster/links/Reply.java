package org.ngrokd.server.cluster.links;

import java.util.Arrays;

/** The first byte of a node's answer to a stream. */
enum Reply {
  /** What follows is the local service's, or what was asked for. */
  JOINED(0),
  /** The name is not this node's, or not by this epoch. */
  NOT_OURS(1),
  /** There are as many connections as may be. */
  BUSY(2),
  /** The client is there, but what it leads to does not answer. */
  SERVICE_DOWN(3),
  /** The client gives no way. */
  CLIENT_AWAY(4);

  private final byte code;

  Reply(int code) {
    this.code = (byte) code;
  }

  /** What a later program says that this one does not know is a refusal. */
  static Reply of(byte code) {
    return Arrays.stream(values())
        .filter(each -> each.code == code)
        .findFirst()
        .orElse(CLIENT_AWAY);
  }

  byte code() {
    return code;
  }
}
