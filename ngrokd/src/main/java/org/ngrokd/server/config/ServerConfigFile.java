package org.ngrokd.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.YamlReader;
import org.ngrokd.server.notices.NotifyOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.streams.net.Failures;

/**
 * What an ngrokd.yml says. Every key may be missing. Immutable.
 *
 * @param flags by their names without dashes: what would stand behind {@code =}
 * @param teams there when the file has one of the sections "database", "oidc" and "accounts", even
 *     an empty one
 * @param notices who is told when tunnels and clients come and go
 */
public record ServerConfigFile(
    Map<String, String> flags, Optional<TeamsOptions> teams, Optional<NotifyOptions> notices) {
  /** There is no file. */
  public static final ServerConfigFile NONE =
      new ServerConfigFile(Map.of(), Optional.empty(), Optional.empty());

  /**
   * Reads a file.
   *
   * @param flags that may stand in it
   * @param environment what {@code ${NAME}} stands for
   * @throws UserException when it cannot be read
   * @throws ConfigException with all its errors, a line each
   */
  public static ServerConfigFile read(Path file, FlagKeys flags, Map<String, String> environment) {
    String text;
    try {
      text = FileText.decoded(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserException("Cannot read the config file " + file + ": " + reason(e));
    }
    return parse(file, text, flags, environment);
  }

  static ServerConfigFile parse(
      Path file, String text, FlagKeys flags, Map<String, String> environment) {
    List<String> errors = new ArrayList<>();
    ConfigSection root =
        ConfigSection.of(file.toString(), YamlReader.read(file.toString(), text), errors);
    root.allow(allKeys(flags));
    Path directory = file.toAbsolutePath().resolveSibling("");
    Secrets secrets = new Secrets(directory, environment);
    ServerConfigFile config =
        new ServerConfigFile(
            flags.read(root, directory, secrets),
            TeamsSections.read(root, secrets),
            NotifySection.read(root, secrets));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return config;
  }

  private static List<String> allKeys(FlagKeys flags) {
    List<String> keys = new ArrayList<>(TeamsSections.KEYS);
    keys.add(NotifySection.KEY);
    keys.addAll(flags.names());
    return keys;
  }

  /** The JDK's message is often just the path. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof CharacterCodingException) {
      return "it is neither in UTF-8 nor in UTF-16";
    }
    return e instanceof AccessDeniedException
        ? "permission denied; it has to belong to the user that ngrokd runs as"
        : Failures.oneLine(e);
  }
}
