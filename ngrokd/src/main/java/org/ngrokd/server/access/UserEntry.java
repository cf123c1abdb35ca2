package org.ngrokd.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.YamlReader;

/**
 * An entry of the users file, to be kept elsewhere. Immutable.
 *
 * @param limits the entry without its token and keys, on one line
 * @param keys by which it may come instead of with its token
 * @param subdomains that are reserved for it
 * @param hostnames that are reserved for it
 * @param ports that are reserved for it, if they are few
 * @param hasMore whether the file reserves more for it, which cannot be listed: names with {@code
 *     *}, many ports
 */
public record UserEntry(
    String name,
    TokenHash token,
    List<PublicKeyText> keys,
    String limits,
    List<String> subdomains,
    List<String> hostnames,
    List<Integer> ports,
    boolean hasMore) {
  private static final int MOST_PORTS = 100;

  /**
   * Reads all of a file, in its order.
   *
   * @throws UserException when it cannot be read or is wrong: all its errors, a line each
   */
  public static List<UserEntry> read(Path file) {
    try {
      return parse(file.toString(), FileText.decoded(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UserException("Cannot read the users in " + file + ": " + UsersFile.reason(e));
    }
  }

  private static List<UserEntry> parse(String file, String text) {
    Users users = UsersFile.parse(file, text);
    List<UserEntry> entries = new ArrayList<>();
    ConfigSection.of(file, YamlReader.read(file, text), new ArrayList<>())
        .sections("users")
        .forEach(
            (name, keys) ->
                users
                    .named(name)
                    .map(
                        user ->
                            of(user, keys.without("token").without(UsersFile.SSH_KEYS).onOneLine()))
                    .ifPresent(entries::add));
    return entries;
  }

  private static UserEntry of(User user, String limits) {
    Allowance.Names names = user.allowance().names();
    List<Integer> ports =
        names
            .tcpPorts()
            .orElse(PortRanges.NONE)
            .shuffled(new Random())
            .limit(MOST_PORTS + 1)
            .sorted()
            .boxed()
            .toList();
    boolean hasMany = ports.size() > MOST_PORTS;
    return new UserEntry(
        user.name(),
        user.token(),
        user.keys(),
        limits,
        names.subdomains().plain(),
        names.hostnames().plain(),
        hasMany ? List.of() : ports,
        hasMany || names.subdomains().hasPatterns() || names.hostnames().hasPatterns());
  }
}
