package org.ngrokd.client.session;

import java.util.Optional;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.TunnelSettings;

/** What the server said that it can do beyond 1.7; nothing before it has let us in. */
record ServerAbilities(
    boolean heedsSettings, boolean closesTunnels, boolean multiplexes, Later later) {
  static final ServerAbilities UNKNOWN = new ServerAbilities(true, false, false, Later.NONE);

  /** What has an extension of its own. */
  record Later(
      boolean pools, boolean takesHttpAuths, boolean hearsOfServices, boolean tellsOfHomes) {
    static final Later NONE = new Later(false, false, false, false);
  }

  static ServerAbilities of(AuthResp answer) {
    return new ServerAbilities(
        !OldServerDuties.areOurs(answer),
        answer.extensions().contains(Extension.CLOSE_TUNNEL),
        answer.extensions().contains(Extension.MUX),
        new Later(
            answer.extensions().contains(Extension.POOL),
            answer.extensions().contains(Extension.HTTP_AUTHS),
            answer.extensions().contains(Extension.SERVICE_STATE),
            answer.extensions().contains(Extension.HOMES)));
  }

  /**
   * What a tunnel needs that the server does not know, in words; empty when it knows all. A tunnel
   * without it would not be what was asked for.
   */
  Optional<String> lackFor(TunnelConfig tunnel) {
    TunnelSettings.Later wanted = tunnel.settings().later();
    if (wanted.isPooled() && !later.pools()) {
      return Optional.of(
          Refusal.TOO_OLD
              + "to let several clients share a name (pooling): update it, or ask without");
    }
    return !wanted.otherHttpAuth().isEmpty() && !later.takesHttpAuths()
        ? Optional.of(
            Refusal.TOO_OLD + "for several passwords of a tunnel: update it, or ask with one")
        : Optional.empty();
  }
}
