package org.ngrokd.server.control;

import io.netty.channel.Channel;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.streams.net.PeerAddress;

/**
 * What people see of a client that is online. Written on the event loop of its control connection,
 * read by any thread.
 */
final class Sighting {
  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final Instant since = Instant.now();
  private final String address;
  private final String account;
  private final String client;
  private final String version;
  private volatile Instant seen = since;

  Sighting(Channel channel, Login.Known identity, Auth auth) {
    this.address = PeerAddress.of(channel);
    this.account = identity.account().name();
    this.client = Masked.id(identity.clientId());
    this.version =
        "%s %s/%s"
            .formatted(
                Printable.field(auth.mmVersion()),
                Printable.field(auth.os()),
                Printable.field(auth.arch()));
  }

  /** It has said something. */
  void seen() {
    seen = Instant.now();
  }

  Holder.About about() {
    return new Holder.About(id, account, client, address, version, since, seen);
  }
}
