package org.ngrokd.client.session;

import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.Message.AuthResp;

/** What the server said that it can do beyond 1.7; nothing before it has let us in. */
record ServerAbilities(boolean heedsSettings, boolean closesTunnels, boolean multiplexes) {
  static final ServerAbilities UNKNOWN = new ServerAbilities(true, false, false);

  static ServerAbilities of(AuthResp answer) {
    return new ServerAbilities(
        !OldServerDuties.areOurs(answer),
        answer.extensions().contains(Extension.CLOSE_TUNNEL),
        answer.extensions().contains(Extension.MUX));
  }
}
