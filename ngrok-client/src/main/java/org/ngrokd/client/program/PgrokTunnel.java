package org.ngrokd.client.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.pgrok.Fingerprint;
import org.ngrokd.client.pgrok.HostKeyTrust;
import org.ngrokd.client.pgrok.PgrokFile;
import org.ngrokd.client.pgrok.PgrokPlaces;
import org.ngrokd.client.pgrok.SshUplink;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;

/**
 * {@code ngrok http [address]} and {@code ngrok tcp [address]} by ssh, as pgrok's client has them:
 * when one of its flags is given, or when there is a config file of its and none of ours that says
 * where a server is.
 */
final class PgrokTunnel {
  private final PgrokFlags typed;
  private final ClientFlags flags;
  private final Map<String, String> environment;
  private final Optional<Path> path;

  private PgrokTunnel(
      PgrokFlags typed, ClientFlags flags, Map<String, String> environment, Optional<Path> path) {
    this.typed = typed;
    this.flags = flags;
    this.environment = environment;
    this.path = path;
  }

  /**
   * One, if it is what the command line asks for.
   *
   * @param environment HOME, XDG_CONFIG_HOME
   */
  static Optional<PgrokTunnel> of(
      PgrokFlags typed, ClientFlags flags, Map<String, String> environment) {
    Path ours = flags.configPath(environment);
    if (flags.namesConfig()) {
      boolean isPgroks = typed.areTyped() || PgrokFile.isOne(ours);
      return isPgroks
          ? Optional.of(new PgrokTunnel(typed, flags, environment, Optional.of(ours)))
          : Optional.empty();
    }
    Optional<Path> file = typed.file().or(() -> PgrokPlaces.existing(environment));
    boolean isWanted =
        typed.areTyped() || (file.isPresent() && flags.file(environment).server().isEmpty());
    return isWanted
        ? Optional.of(new PgrokTunnel(typed, flags, environment, file))
        : Optional.empty();
  }

  /**
   * What is to be run.
   *
   * @param words the local address, or none
   */
  TunnelRun.Plan plan(Word word, List<String> words) {
    PgrokFile file = path.map(PgrokFile::read).orElse(PgrokFile.EMPTY);
    HostAndPort server =
        typed
            .remote()
            .or(file::remote)
            .orElseThrow(() -> missing("remote_addr", "where the server takes ssh", "-r"));
    String token = typed.token().isEmpty() ? file.token() : typed.token();
    if (token.isEmpty()) {
      throw missing("token", "the one that the server's page shows", "-t");
    }
    Optional<Fingerprint> hostKey = typed.hostKey().or(file::hostKey);
    TunnelConfig tunnel = tunnel(word, address(words, file), file.forwards());
    return new TunnelRun.Plan(
        flags.bySsh(server, token, tunnel),
        SshUplink.trusting(HostKeyTrust.in(environment, hostKey)),
        Optional.empty(),
        file.warnings(),
        Optional.empty(),
        true);
  }

  private UserException missing(String key, String what, String flag) {
    return new UserException(
        "%s is missing in %s: write there %s ('ngrok init'), or give it by %s"
            .formatted(key, path.orElseGet(() -> PgrokPlaces.usual(environment)), what, flag));
  }

  private String address(List<String> words, PgrokFile file) {
    if (!words.isEmpty()) {
      return words.get(0);
    }
    String told = typed.forward().isEmpty() ? file.forwardAddr() : typed.forward();
    if (told.isEmpty()) {
      throw missing("forward_addr", "the local service", "-f");
    }
    return told;
  }

  private TunnelConfig tunnel(Word word, String address, PathForwards inFile) {
    flags.refuseWhatSshCannot();
    String protocol = word == Word.HTTP ? "http" : "tcp";
    TunnelConfig tunnel =
        CommandLineTunnel.of(address, protocol, "", "", flags.options(word.protocols()));
    if (!Protocols.isHttp(protocol)) {
      return tunnel;
    }
    List<PathForward> all = new ArrayList<>(tunnel.options().upstream().paths().all());
    inFile.all().stream()
        .filter(each -> all.stream().noneMatch(other -> other.prefix().equals(each.prefix())))
        .toList()
        .forEach(all::add);
    TunnelConfig.Options options = tunnel.options();
    try {
      return tunnel.withOptions(
          options.withUpstream(options.upstream().withPaths(new PathForwards(all))));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
