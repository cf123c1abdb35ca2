package org.ngrokd.client.program;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ngrokd.client.pgrok.Fingerprint;
import org.ngrokd.client.pgrok.PgrokFile;
import org.ngrokd.client.pgrok.PgrokPlaces;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Option;

/**
 * The flags of pgrok's client, and what they say. Behind {@code http}, {@code tcp} and {@code
 * init}.
 */
final class PgrokFlags {
  @Option(
      names = {"-remote-addr", "--remote-addr", "-r"},
      defaultValue = "",
      paramLabel = "HOST:PORT",
      description = "Server of pgrok, or ngrokd's gateway for ssh: the tunnel goes there by ssh.")
  private String remote = "";

  @Option(
      names = {"-forward-addr", "--forward-addr", "-f"},
      defaultValue = "",
      paramLabel = "ADDRESS",
      description = "Local service of a tunnel by ssh.")
  private String forward = "";

  @Option(
      names = {"-token", "--token", "-t"},
      defaultValue = "",
      description = "Token for such a server.")
  private String token = "";

  @Option(
      names = "-c",
      defaultValue = "",
      paramLabel = "FILE",
      description =
          "Config file of pgrok's form ($HOME/.pgrok/pgrok.yml, or else"
              + " $HOME/.config/pgrok/pgrok.yml).")
  private String file = "";

  @Option(
      names = {"-host-key", "--host-key", "-hostKey", "--hostKey"},
      defaultValue = "",
      paramLabel = "SHA256:…",
      description = "Fingerprint that such a server's key has to have (the first one seen).")
  private String hostKey = "";

  @Option(
      names = {"-debug", "--debug", "-d"},
      description = "As -log=stdout -log-level=DEBUG.")
  private boolean isDebug;

  /** Whether any of them was given that belongs to a tunnel by ssh alone. */
  boolean areTyped() {
    return !(remote + forward + token + file + hostKey).isEmpty();
  }

  /**
   * The public address of a tcp tunnel, as today's agents take it: {@code -remote-addr} alone,
   * where no file of pgrok's is.
   *
   * @param environment HOME, XDG_CONFIG_HOME
   * @return empty when it was not typed, or means a server of pgrok's
   */
  Optional<String> publicAddress(Map<String, String> environment) {
    boolean isAlone = (forward + token + file + hostKey).isEmpty();
    return !remote.isEmpty() && isAlone && PgrokPlaces.existing(environment).isEmpty()
        ? Optional.of(remote)
        : Optional.empty();
  }

  /**
   * Where the log goes.
   *
   * @param usual as the other flags have it
   */
  LogOptions log(LogOptions usual) {
    return isDebug ? LogOptions.parse(LogOptions.STDOUT, "DEBUG", usual.format().name()) : usual;
  }

  /** The file that was named. */
  Optional<Path> file() {
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  Optional<HostAndPort> remote() {
    return parsed(remote, PgrokFile::address);
  }

  String forward() {
    return forward;
  }

  String token() {
    return token;
  }

  Optional<Fingerprint> hostKey() {
    return parsed(hostKey, Fingerprint::parse);
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
