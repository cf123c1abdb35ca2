package org.ngrokd.server.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.acme.dns.TsigKey;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Option;

/** The flags for certificates whose names are proven by DNS. */
public final class AcmeDnsFlags {
  private static final String DEFAULT_ALGORITHM = "hmac-sha256";
  private static final int PORT = 53;
  private static final String NOBODY = "none";

  @Option(
      names = {"-acmeDnsHook", "--acmeDnsHook"},
      defaultValue = "",
      description =
          "Program that publishes TXT records, called with 'present NAME VALUE' and 'cleanup NAME"
              + " VALUE': one certificate for the domain and all names below it.")
  private String hook = "";

  @Option(
      names = {"-acmeDnsUpdate", "--acmeDnsUpdate"},
      defaultValue = "",
      description = "The same by a name server that takes updates (RFC 2136), HOST or HOST:PORT.")
  private String update = "";

  @Option(
      names = {"-acmeDnsKey", "--acmeDnsKey"},
      defaultValue = "",
      description =
          "Key for the updates, [hmac-sha256:]NAME:SECRET as name servers' tools have it; it stands"
              + " better in the config file, which takes ${VARIABLE} and {file: path}, too.")
  private String key = "";

  @Option(
      names = {"-acmeDnsAddr", "--acmeDnsAddr"},
      defaultValue = "",
      description =
          "The same by ngrokd itself: address at which it answers as the name server of"
              + " _acme-challenge.DOMAIN, for example :53; that zone needs one NS record.")
  private String answerAt = "";

  @Option(
      names = {"-acmeDnsCheck", "--acmeDnsCheck"},
      defaultValue = "",
      description =
          "Name servers that have to show a record before the CA looks, HOST[:PORT],…, or none"
              + " (those of its zone).")
  private String checkAt = "";

  @Option(
      names = {"-acmeDnsPersist", "--acmeDnsPersist"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "The same by one TXT record that stays, which the log tells, where the CA offers that"
              + " (dns-persist-01).")
  private boolean persists;

  /**
   * What they mean.
   *
   * @throws UsageException when one of them is wrong
   */
  AcmeOptions.Dns options() {
    long ways = List.of(hook, update, answerAt).stream().filter(each -> !each.isEmpty()).count();
    if (ways > (persists ? 0 : 1)) {
      throw new UsageException(
          "-acmeDnsHook, -acmeDnsUpdate, -acmeDnsAddr and -acmeDnsPersist are ways to the same:"
              + " give one");
    }
    return new AcmeOptions.Dns(program(), update(), answerAt(), checkAt(), persists);
  }

  /** A path may have spaces; else they stand between the program and its arguments. */
  private List<String> program() {
    String text = hook.strip();
    if (text.isEmpty()) {
      return List.of();
    }
    return isFile(text) ? List.of(text) : Arrays.asList(text.split("\\s+", -1));
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private Optional<AcmeOptions.Update> update() {
    Optional<AcmeOptions.Update> update = Optional.empty();
    if (!key.isEmpty()) {
      update = Optional.of(keyOf(this.update.isEmpty() ? "localhost" : this.update));
    } else if (!this.update.isEmpty()) {
      var unused = server("-acmeDnsUpdate", this.update);
    }
    return this.update.isEmpty() ? Optional.empty() : update;
  }

  private AcmeOptions.Update keyOf(String server) {
    String[] parts = key.split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new UsageException("-acmeDnsKey is [hmac-sha256:]NAME:SECRET");
    }
    String algorithm = parts.length == 3 ? parts[0] : DEFAULT_ALGORITHM;
    String name = parts[parts.length - 2];
    String secret = parts[parts.length - 1];
    try {
      var unused = TsigKey.of(name, algorithm, secret);
    } catch (IllegalArgumentException e) {
      throw new UsageException("-acmeDnsKey: " + e.getMessage());
    }
    return new AcmeOptions.Update(server("-acmeDnsUpdate", server), name, algorithm, secret);
  }

  /** The first of them that is given. */
  Optional<String> first() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("-acmeDnsHook", hook);
    all.put("-acmeDnsUpdate", update);
    all.put("-acmeDnsKey", key);
    all.put("-acmeDnsAddr", answerAt);
    all.put("-acmeDnsCheck", checkAt);
    all.put("-acmeDnsPersist", persists ? "true" : "");
    return all.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** What has to go together. */
  void checkTogether() {
    if (update.isEmpty() != key.isEmpty()) {
      throw new UsageException(
          "-acmeDnsUpdate and -acmeDnsKey belong together: "
              + (key.isEmpty() ? "-acmeDnsKey" : "-acmeDnsUpdate")
              + " is missing");
    }
  }

  private Optional<HostAndPort> answerAt() {
    if (answerAt.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(HostAndPort.parse(answerAt));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "-acmeDnsAddr '" + answerAt + "': " + e.getMessage() + "; for example :53");
    }
  }

  private Optional<List<HostAndPort>> checkAt() {
    if (checkAt.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        checkAt.equals(NOBODY)
            ? List.of()
            : Arrays.stream(checkAt.split(",", -1))
                .map(each -> server("-acmeDnsCheck", each.strip()))
                .toList());
  }

  /** With DNS' own port unless told. */
  private static HostAndPort server(String flag, String text) {
    boolean isBareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
    String bracketed = isBareIpv6 ? "[" + text + "]" : text;
    boolean hasPort = bracketed.lastIndexOf(':') > bracketed.lastIndexOf(']');
    try {
      HostAndPort server = HostAndPort.parse(hasPort ? bracketed : bracketed + ":" + PORT);
      if (!server.host().isEmpty() && server.port() > 0) {
        return server;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new UsageException(
        flag + " '" + text + "' is no name server; expected HOST or HOST:PORT");
  }
}
