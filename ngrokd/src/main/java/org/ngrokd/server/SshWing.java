package org.ngrokd.server;

import io.netty.util.concurrent.EventExecutorGroup;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.ngrokd.server.ssh.SshContext;
import org.ngrokd.server.ssh.SshGateway;
import org.ngrokd.server.ssh.SshOptions;
import org.ngrokd.server.ssh.hostkeys.HostKeyFact;
import org.ngrokd.server.ssh.hostkeys.HostKeyPlace;
import org.ngrokd.server.ssh.hostkeys.HostKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SSH gateway, for servers that have one: a class that others do not load. */
final class SshWing {
  private static final Logger LOG = LoggerFactory.getLogger(SshWing.class);

  private final SshGateway gateway;
  private final HostKeys keys;

  private SshWing(SshGateway gateway, HostKeys keys) {
    this.gateway = gateway;
    this.keys = keys;
  }

  /**
   * Makes it; its host keys too, where there are none yet.
   *
   * @param place where they are kept
   * @param port on which people reach it
   */
  static SshWing of(
      SshOptions options,
      SshContext context,
      HostKeyPlace place,
      EventExecutorGroup loops,
      IntSupplier port) {
    HostKeys keys = HostKeys.of(place);
    LOG.info(
        "SSH host keys: {}",
        keys.facts().stream()
            .map(fact -> fact.type() + " " + fact.fingerprint())
            .collect(Collectors.joining(", ")));
    if (context.people().accounts().isOpen()) {
      LOG.warn(
          "Anybody who reaches the ssh gateway may open tunnels; -authFile or accounts make it ask"
              + " who comes");
    }
    return new SshWing(SshGateway.of(options, context, keys, loops.next(), port), keys);
  }

  SshGateway gateway() {
    return gateway;
  }

  List<HostKeyFact> facts() {
    return keys.facts();
  }
}
